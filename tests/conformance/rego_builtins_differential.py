#!/usr/bin/env python3
"""Calls every built-in with generated operands in two engines and compares the answers: OPA's (a Go module, built where Go is present,
otherwise the test says so and passes) and ours. An error and undefined count as the same; values are compared as text, digit by digit.
usage: rego_builtins_differential.py RAMPART [--opa OPA | --answers BINARY] [--seed N] [--each N] [--only PREFIX] [-v]
Prints the calls that differ, then a line with the counts."""
import argparse, itertools, json, os, random, shutil, subprocess, sys, tempfile

OPA_MODULE = 'github.com/open-policy-agent/opa@v1.22.2'

class Set(list):
    """Operands that are sets; everything else is JSON."""

# --- pools of operands: ordinary ones, then edges ---
NUMBERS = [0, 1, -1, 2, 3, 7, 10, -5, 100, 255, 1.5, -1.5, 0.1, 0.2, -0.25, 2.5, 1e3, 123456.789, 1234567.5, 1e21, 1e-7, 12345678901234567890, -98765432109876543210,
           9007199254740993, 4611686018427387904, 1152921504606846975, 1152921504606846976]
SMALL = [-3, -1, 0, 1, 2, 3, 5, 100]
WORDS = ['', 'a', 'b', 'abc', 'aXbXc', 'hello world', 'Hello, World!', '  padded\t\n', 'été', '日本語', 'ﬃ ß İ ı', '🙂ok🙂', 'a.b.c', 'x/y/z', 'foo\nbar', '"quoted"', "it's", 'a\\b', '%d %s', '<a&b>',
         'aaa', 'abab', 'null', 'true', '12', '0x1F', '1e5', '-', 'a,b;c', '\u2028', '\u0000', '\u001f', '~tilde', 'K\u212a']
SCALARS = [None, True, False, 0, 1, 1.5, 'a', '']
ARRAYS = [[], [1], [1, 2, 3], [3, 1, 2, 1], ['a', 'b'], [True, False], [None], [[1], [2, [3]]], [{'a': 1}], [1, 'a', None, True, [1], {'a': 1}], [0.1, 0.2], [1, 2.5], [12345678901234567890, 1]]
SETS = [Set([]), Set([1]), Set([1, 2, 3]), Set(['a', 'b']), Set([2, 3, 4]), Set([True]), Set([[1], [2]])]
OBJECTS = [{}, {'a': 1}, {'a': 1, 'b': 2}, {'a': {'b': {'c': 1}}}, {'a': [1, 2, {'b': 3}]}, {'b': 'x', 'a': {'c': 2}}, {'a': None}, {'foo': {'bar': [10, 20, 30], 'baz': 'q'}}]
ANY = SCALARS + ARRAYS + SETS + OBJECTS
CIDRS = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '192.168.0.0/30', '192.168.0.5/32', '0.0.0.0/0', '::/0', '2001:db8::/32', '2001:db8:1::/48', 'fe80::1/128', '::ffff:1.2.3.0/120', '10.0.0.1', '::1',
         '10.0.0.0/33', '10.0.0/8', '010.0.0.0/8', 'x', '', '1.2.3.4/08', '2001:db8::/126', '192.0.2.0/29', '10.1.2.3/24']
PATTERNS = ['', 'a', '.', '^a', 'a$', 'a*', 'a+?', '(a)(b)?', '(?P<x>a)|b', '[a-c]+', '[^a]', r'\d+', r'\w+', r'\s', r'\bfoo\b', '(?i)HELLO', '(?s)foo.bar', '(?m)^bar$', 'a{2}', 'a{2,}', '(a|ab)(c|bcd)', '日', r'\pL+',
            r'\p{Greek}', '[[:alpha:]]+', '(', ')', 'a**', 'a{1001}', '(?=a)', r'(a)\1', '[z-a]', r'\Q.\E', '[]a]', '[^]a]', 'x*', '|', '(|a)*', '(?U)a+', '[-a]', '[a-]', r'\x{61}', r'\x61', r'\07', r'\_', 'a{,2}', '{', '(?i:X)b', '(?:a)',
            '[a-c-e]', '^*', '(?i)ß', r'\z', r'\A', '[[:^digit:]]', '[[:foo:]]', '(?x)a', '.*?b', r'[\d-z]', r'\C', '((a{100}){100})', '(?P<n>a)(?P<n>b)', '[[.a.]]']
GLOBS = ['*', '**', '?', 'a*', '*.b.*', '**.c', '{a,b}*', '[abc]', '[!abc]', '[a-c]', '[!a-c]x', 'a\\*', '{a,{b,c}}', '{a', '[a', 'a}', 'a,b', '', '*/y/*', '?.?.?', '[a-cx]', '[]', '[-a]', '{,a}b', '*world', 'h?llo*', '\\', '[z-a]', '日*', '**/z']
LAYOUTS = ['2006-01-02', 'RFC3339', 'RFC822', 'RFC850', 'ANSIC', 'UnixDate', 'RFC1123Z', '2006-01-02T15:04:05.999999999Z07:00', 'Jan _2 06 03:04PM', 'Monday January 2 15:04:05.000 -0700 MST', '2006-002', '15h04', '01/02/06', '', 'x',
           '2006-01-02 15:04:05,000', 'Mon Jan 2 15:04:05 -07 2006', '__2 2006', 'January', '_2006', '3:04:5 pm']
TIMES = ['2024-02-29', '2023-02-29', '2021-05-06T07:08:09Z', '2021-05-06T07:08:09.123456789+02:00', '1999-12-31T23:59:59-11:30', '2021-5-6', 'Thu May  6 07:08:09 2021', '06 May 21 07:08 UTC', '06 May 21 07:08 EST', 'Jan  3 21 11:04PM',
         '2021-366', '2020-366', '2020-060', '07h08', '12/31/99', '', 'x', 'x1', '2021-05-06T7:08:09Z', '2021-05-06T24:00:00Z', 'Thursday, 06-May-21 07:08:09 GMT', '2021-05-06 07:08:09,123', '2021-05-06T07:08:09,5Z', '2300-01-01T00:00:00Z', '1600-01-01T00:00:00Z',
         'Thu, 06 May 2021 07:08:09 +0300', '06 May 21 07:08 GMT+3', 'Thu May 6 07:08:09 +03 2021', ' 60 2020']
NS = [0, 1, -1, 1585852421593912000, 1670006453141828752, -6795364578871345152, 9223372036854775807, -9223372036854775808, 4102444800000000000, 1.5, 1e18, 9223372036854775808, 1604212200000000000, 1616893200000000000]
ZONES = ['', 'UTC', 'Europe/Rome', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'Pacific/Apia', 'No/Where', '../x', 'Etc/GMT+5', 'EST5EDT']
VERSIONS = ['1.0.0', 'v1.2.3', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-2', '1.0.0-11', '1.0.0+build', '1.0', '1.0.0.0', '01.0.0', '', '1.0.0-01', '1.0.0-', '2.0.0', '1.10.0', '1.0.0-rc.1+x.y', '1.0.0+', '99999999999999999999.0.0', '1.0.0--']
UNITS = ['', '1', '10K', '1.5Ki', '100m', '1000m', '3M', '3Mi', '1E', '1Ei', '1e3', '1e3k', '1e', '1.5.5k', '-5k', '+5', '1 k', '"7K"', 'k', '10KB', '10KiB', '0.1k', '1e9999999', '0.0001', '.5G', '5.', '2P', '1ki', '1kI', '1mb', '12345678901234567890T', '3b', '1e-3']
URLS = ['', 'http://a.b/c?d=e#f', 'https://user:pw@host:8443/p%20q/../r?x=1&y=2#frag%20ment', 'mailto:x@y', '/rel/path', 'rel', '//host/p', 'http://[::1]:80/', 'http://a b/', 'http://h:port/', ':x', 'a:b:c', '1:x', 'http://%zz', 'http://h/%2F', '*', 'http://h?q', 'http://h/a;b', 'http://h/a!b(c)',
        'HTTP://H/', 'http://[::1', 'http://h/#', 'http://h/?', '///x', 'http:///x', 'http://h%41/', 'http://[fe80::1%25en0]/', 'x://', 'http://h/\x7f', 'http://ü/é']
QUERIES = ['', 'a=1', 'a=1&b=2&a=3', 'a', 'a=', '=b', '&&', 'a=%20b+c', 'a;b=1', 'a=%zz', '%41=%42', 'a=b=c', 'é=ü']
JSONS = ['', '{', '{}', '[1,2', '{"a":1}', '[1, 2.50, 1e3, "x"]', 'null', '"\\u00e9"', '"\\ud83d\\ude42"', '"\\ud800"', '{"a":1,"a":2}', '01', '1.', '[1]x', ' 1 ', '"a\nb"', 'true', 'tru', '{"b":1,"a":[{}]}', '-0', '1e400', '[[[]]]', '\ufeff1']
YAMLS = ['', 'a: 1', 'a: [1, 2', '- 1\n- b: 2\n  c: x', 'a: &x {b: 1}\nc: *x', 'a: *nope', '<<: {a: 1}\nb: 2', 'base: &b {x: 1, y: 2}\nd:\n  <<: *b\n  y: 3', 'a: |\n  line1\n  line2\nb: >-\n  folded\n  text', '1: a\ntrue: b\n1.5: c', 'x: 0x1F\ny: 0o17\nz: 017\nw: 1_000\nb: 0b11', 'a: ~\nb: null\nc: yes\nd: on\ne: True',
         'd: 2001-12-14\ne: 2001-12-14t21:59:43.10-05:00', 'a: !!str 12\nb: !!int "3"\nc: !!float 1', 'a: .5\nb: 1e3\nc: 1.0\nd: -.5\ne: 1e21\nf: 1e-7', '---\na: 1\n---\nb: 2', 'a: 1\na: 2', '"quoted": \'single\'\'s\'', '? [a]\n: b', 'a: .inf', 'a:\tb', '# only a comment', 'key: "esc\\u00e9\\n"', '[a, {b: c}]', '{"json": [1, null]}',
         '- - 1\n  - 2\n- {}', 'a: !custom x', 'a: !!binary aGk=', 'null: 1', '123456789012345678901234567890', '12e03', '+12', '-0', '1:30', 'a: b: c', '- a\nb', '@x', '%YAML 1.1\n---\na: yes']
UUIDS = ['c2fc67c2-47f2-11ee-b67a-9f3619c7493f', '000003e8-48b9-21ee-b200-325096b39f47', '6bea8ef2-d3d3-3cd1-84e0-9bab06a52ece', 'urn:uuid:c2fc67c2-47f2-11ee-b67a-9f3619c7493f', '{000003e8-48b9-21ee-b200-325096b39f47}', '00000000000040008000000000000000', '', 'x', '6BEA8EF2-d3d3-1cd1-c4e0-9bab06a52ece', '00000000-0000-0000-0000-00000000000g', '00000000-0000-2000-e000-000000000000']
FORMATS = ['', '%', '%%', '%d', '%s', '%v', '%5d|%-5d|%05d', '%x %X %o %b', '%+d % d', '%.3f', '%8.2f|%-8.2f|%08.2f', '%e %g %G', '%q %q', '%t', '%c %U', '%T', '%*d', '%[2]d %[1]d', '%[3]d', '%d %d %d', '%!', '%z', '%#x %#o', '%5s|%-5s|%05s', '%.2s', '%+v %#v', '%6.2f%%', '%x', '% x', '%#q', '%+q', '%s and %s', '%.d', '%.0f',
           '%999999999d', '%-010d|', '%v %v %v', '%O', '%08x', '%+.2e', '%#v', 'é%sé', '%5c|', '%5q|', '%w', '%p', '%10.3v|', '%s %[1]s', '%[1]*d', '%.*f', '%5t', '%5%|', '%+d', '%#U', '% d', '%b', '%F', '%1$s', '%5.1d|', '%.3x', '%5.3d|%-5.3d|']
FORMAT_ARGS = [[], [1], [1, 2], ['a'], ['a', 'b'], [1.5], [1.5, 2.25, 1e21], [True], [None], [[1, 'x']], [{'a': 1}], [Set([1, 2])], [12345678901234567890], [-5, 3], [255, 255, 255, 255], ['é日', 'x'], [65, 128512], [3, 7], [100000000.0], [1e-7], [0], [-1.5], ['a"b`c\n'], [1, 'a', 2.5], [5, 3.14159], [0.1], [123456789.0], [1.0], [1e6]]
TEMPLATES = ['', 'plain', '{{.a}}', '{{.a.b}}', '{{.missing}}', '{{range .list}}{{.}},{{end}}', '{{range $i, $e := .list}}{{$i}}={{$e}} {{else}}none{{end}}', '{{if .a}}yes{{else}}no{{end}}', '{{if and .a .b}}both{{else if .a}}one{{end}}', '{{with .a}}[{{.}}]{{end}}', '{{- .a -}} x', '{{/* c */}}y', '{{printf "%s-%d" .s 3}}', '{{len .list}}', '{{index .list 1}}',
             '{{.a | printf "%v!"}}', '{{eq .s "x"}}', '{{not .a}}', '{{range $k, $v := .obj}}{{$k}}:{{$v}};{{end}}', '{{$x := .s}}{{$x}}', '{{.', '{{nope}}', '{{end}}', '{{"lit"}}', '{{html .s}}', '{{or .missing "d"}}', '{{lt 1 2}}', '{{.list}}', '{{.obj}}', '{{ne .s "y"}}', '{{slice .s 0 1}}', '{{print .s 1 2}}', '{{println "a"}}', '{{define "t"}}T{{.}}{{end}}{{template "t" .s}}']
TEMPLATE_DATA = [{}, {'a': 1}, {'a': {'b': 'c'}, 's': 'x<y', 'list': [1, 'two', 3.5], 'obj': {'k2': 2, 'k1': 1}, 'b': True}, {'a': False, 's': 'x', 'list': [], 'obj': {}}, {'a': '', 's': 'y', 'list': ['q']}]
GRAPHS = [{}, {'a': ['b'], 'b': ['c'], 'c': []}, {'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': []}, {'a': ['b'], 'b': ['a']}, {'a': ['a']}, {'a': ['x']}, {'a': [], 'b': None}, {'a': ['b', 'b'], 'b': ['c'], 'c': ['a', 'z']}]
PATHS = [[], ['a'], ['a/b'], ['/a/b'], ['a/0'], ['a/2/b'], [['a', 'b']], [['a', 0]], ['foo/bar/1', 'foo/baz'], ['a', 'a/b'], ['a/b', 'a'], [''], ['~1'], Set(['a/b', 'b']), [1], ['a~0b'], ['/'], ['a//b']]
OPS = [{'op': 'add', 'path': '/a', 'value': 9}, {'op': 'add', 'path': '/a/0', 'value': 9}, {'op': 'add', 'path': '/a/-', 'value': 9}, {'op': 'remove', 'path': '/a'}, {'op': 'remove', 'path': '/zz'}, {'op': 'replace', 'path': '/a', 'value': {'z': 1}}, {'op': 'replace', 'path': '', 'value': 1}, {'op': 'move', 'from': '/a', 'path': '/n'},
       {'op': 'copy', 'from': '/a', 'path': '/n'}, {'op': 'test', 'path': '/a', 'value': 1}, {'op': 'nope', 'path': '/a'}, {'op': 'add', 'path': '/a'}, {'path': '/a'}, {'op': 'add', 'value': 1}, {'op': 'add', 'path': ['a', 'b'], 'value': 2}, {'op': 'add', 'path': '/a/01', 'value': 1}, {'op': 'add', 'path': '/x/y', 'value': 1}, 5, {'op': 'copy', 'path': '/x'}]
SCHEMAS = [{}, {'type': 'object'}, {'type': 'string'}, {'type': ['string', 'null']}, {'properties': {'a': {'type': 'number', 'minimum': 2}}, 'required': ['b']}, {'type': 'array', 'items': {'type': 'integer'}, 'minItems': 2, 'uniqueItems': True}, {'enum': [1, 'a', {'a': 1}]}, {'const': {'a': 1}}, {'allOf': [{'type': 'object'}, {'minProperties': 2}]}, {'anyOf': [{'type': 'string'}, {'type': 'number'}]},
           {'oneOf': [{'type': 'object'}, {'required': ['a']}]}, {'not': {'type': 'object'}}, {'additionalProperties': False, 'properties': {'a': {}}}, {'patternProperties': {'^a': {'type': 'string'}}}, {'definitions': {'p': {'type': 'integer'}}, 'properties': {'a': {'$ref': '#/definitions/p'}}}, {'$ref': '#/nope'}, {'type': 'nope'}, {'pattern': '('}, {'multipleOf': 0}, {'dependencies': {'a': ['b']}},
           {'if': {'required': ['a']}, 'then': {'required': ['b']}}, {'propertyNames': {'maxLength': 0}}, {'type': 'string', 'minLength': 2, 'maxLength': 3, 'pattern': '^a'}, {'items': [{'type': 'integer'}, {'type': 'string'}], 'additionalItems': False}, {'contains': {'type': 'string'}}, {'exclusiveMinimum': 1, 'maximum': 5}, {'format': 'ipv4'}, {'format': 'date-time'}, {'minimum': 'x'}, 'x', '{"type":"object"}', '{', {'properties': 5}, {'required': 'a'}]
DOCS = [{}, {'a': 1}, {'a': 1, 'b': 2}, {'a': 'x'}, [], [1, 2], [1, 1], [1, 'a'], '"abc"', '1', 'null', '"a"', '{"a":1}', '{', [1, 'a', 2], '3.5', '"1.2.3.4"', '"2020-01-01T00:00:00Z"', {'ab': 'x', 'c': 1}, 5]

# Where we differ on purpose, and why, stands in tests/differential/known.txt.
KNOWN_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'differential', 'known.txt')
def known_calls():
    with open(KNOWN_FILE, encoding='utf-8') as f:
        return {line[len('call '):line.rindex(' # ')] for line in f if line.startswith('call ')}

S, N, A, O = WORDS, NUMBERS, ANY, OBJECTS
LISTS = ARRAYS + SETS
PLAN = {
    'plus': [N, N], 'minus': [N + SETS, N + SETS], 'mul': [N, N], 'div': [N, N], 'rem': [N, N], 'abs': [N + [None]], 'round': [N], 'ceil': [N], 'floor': [N],
    'bits.and': [N, N], 'bits.or': [N, N], 'bits.xor': [N, N], 'bits.negate': [N], 'bits.lsh': [N, SMALL], 'bits.rsh': [N, SMALL], 'numbers.range': [SMALL, SMALL + [1.5, '1']], 'numbers.range_step': [SMALL, SMALL, SMALL],
    'format_int': [N, [2, 8, 10, 16, 3, 10.0]], 'to_number': [SCALARS + WORDS + ['inf', '-Infinity', 'nan', '1e400', ' 1', '1e-400', '--1']],
    'count': [A + S], 'sum': [LISTS], 'product': [LISTS], 'max': [LISTS], 'min': [LISTS], 'sort': [LISTS],
    'array.concat': [ARRAYS, ARRAYS + [1]], 'array.reverse': [ARRAYS], 'array.slice': [ARRAYS, SMALL + [1.0, 1.5], SMALL], 'array.flatten': [ARRAYS],
    'is_array': [A], 'is_boolean': [A], 'is_null': [A], 'is_number': [A], 'is_object': [A], 'is_set': [A], 'is_string': [A], 'type_name': [A],
    'and': [SETS, SETS], 'or': [SETS, SETS], 'intersection': [[Set([]), Set([[1]])]], 'union': [[Set([]), Set([1])]],
    'equal': [A, A], 'neq': [A, A], 'lt': [A, A], 'lte': [A, A], 'gt': [A, A], 'gte': [A, A],
    'concat': [S, LISTS + [S, 'x']], 'contains': [S, S], 'startswith': [S, S], 'endswith': [S, S], 'indexof': [S, S], 'indexof_n': [S, S], 'lower': [S], 'upper': [S], 'replace': [S, S, S], 'split': [S, S],
    'strings.any_prefix_match': [S + [S, Set(S), [1]], S + [S, Set(S)]], 'strings.any_suffix_match': [S + [S, Set(S)], S + [S, Set(S)]], 'strings.count': [S, S], 'strings.reverse': [S], 'strings.split_n': [S, S, SMALL],
    'strings.replace_n': [[{}, {'a': 'b'}, {'a': 'b', 'ab': 'X'}, {'': '-'}, {'a': 1}, {'l': 'L', 'o': ''}, {'': '-', 'a': 'b'}], S], 'substring': [S, SMALL, SMALL],
    'trim': [S, S], 'trim_left': [S, S], 'trim_right': [S, S], 'trim_prefix': [S, S], 'trim_suffix': [S, S], 'trim_space': [S], 'sprintf': [FORMATS, FORMAT_ARGS], 'strings.render_template': [TEMPLATES, TEMPLATE_DATA],
    'regex.match': [PATTERNS, S], 'regex.is_valid': [PATTERNS + [1]], 'regex.find_n': [PATTERNS, S, SMALL], 'regex.find_all_string_submatch_n': [PATTERNS, S, SMALL], 'regex.split': [PATTERNS, S],
    'regex.replace': [S, PATTERNS, ['', 'x', '$1', '${x}', '$0$0', '$', '$$', '$1x', '${1}x', '$x y', '${', '$9']], 'regex.template_match': [['urn:foo:{.*}', 'a{b', '{a}{b}', 'x', '{(}'], ['urn:foo:bar', 'ab', 'x', ''], ['{', '<', '{{'], ['}', '>']],
    'regex.globs_match': [['a', 'a*', '.*', '[a-c]+', 'b+', '[0-9]*x', 'a.c', '', '[', ']', 'a+b*', '\\*', 'x\\', '[a-]', 'a**', '[z-a]', '.+', 'a*b*', '[^a]'], ['a', 'b*', '.+', '[b-d]+x', 'abc', '', 'a*c', 'xyz', '1x', '.*c', 'aab', '\\*', 'ab+']],
    'glob.match': [GLOBS, [None, [], ['/'], ['.', '/'], ['ab'], [1]], S], 'glob.quote_meta': [S + GLOBS],
    'net.cidr_contains': [CIDRS, CIDRS], 'net.cidr_intersects': [CIDRS, CIDRS], 'net.cidr_is_valid': [CIDRS + [1]], 'net.cidr_expand': [['192.168.0.0/30', '10.1.2.3/29', '2001:db8::/126', '::1/128', 'x', '10.0.0.1']],
    'net.cidr_merge': [[CIDRS[:3], ['192.0.128.0/24', '192.0.129.0/24'], ['10.0.0.0/9', '10.128.0.0/9'], ['2001:db8::/33', '2001:db8:8000::/33'], ['1.1.1.1', '192.168.1.1'], ['::1'], [], ['10.0.0.1/32', '10.0.0.3/32', '10.0.0.2/32'], Set(['10.0.0.0/24', '10.0.1.0/25']), ['x'], ['0.0.0.0/1', '128.0.0.0/1'],
                         ['::/1', '8000::/1'], ['10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32', '10.0.0.4/30'], ['224.0.0.1'], ['fe80::/10', '10.0.0.0/8']]],
    'net.cidr_contains_matches': [['10.0.0.0/8', ['10.0.0.0/8', '1.0.0.0/8'], {'x': '10.0.0.0/8', 'y': ['10.1.0.0/16', 'm']}, Set(['10.0.0.0/8']), [1], [[]]], ['10.1.2.3', ['10.1.2.3', '1.1.1.0/24'], {'k': '10.1.2.3'}, Set(['10.1.2.3', '9.9.9.9']), ['bad']]],
    'time.parse_ns': [LAYOUTS, TIMES], 'time.parse_rfc3339_ns': [TIMES], 'time.date': [NS + [[n, z] for n in NS for z in ZONES]], 'time.clock': [NS + [[n, z] for n in NS for z in ZONES]], 'time.weekday': [NS],
    'time.format': [NS + [[n, z, l] for n in NS for z in ZONES[:7] for l in LAYOUTS]], 'time.add_date': [NS[:7] + [[NS[3], 'America/New_York']], [-1, 0, 3, 400], [-13, 0, 1, 14], [-400, 0, 31]],
    'time.diff': [NS[:9] + [[NS[12], 'Europe/Rome']], NS[:9]], 'time.parse_duration_ns': [['', '0', '1s', '1h30m', '-1.5s', '1.5d', '1w2d', '1y', '5', 'x', '1x', '1.s', '.5s', '.s', '1d', '-1d12h', '9999999h', '1µs', '1μs', '1us', '0.3d', '1h-1m', '+5m', '1e3s', '100000y', '2562047h47m16.854775807s', '2562047h47m16.854775808s', '-2562047h47m16.854775808s', '1.1.1s', '0.1w']],
    'semver.compare': [VERSIONS, VERSIONS], 'semver.is_valid': [VERSIONS + [1]], 'units.parse': [UNITS], 'units.parse_bytes': [UNITS], 'uuid.parse': [UUIDS],
    'base64.encode': [S], 'base64.decode': [S + ['YQ==', 'YWI=', 'YWJj', 'YQ', 'YQ=', 'Y Q==', 'YQ\n==', '/+8=', '_-8=', '====', 'YQ==x', 'YR==', '/w==']], 'base64.is_valid': [S + ['YQ==', 1]], 'base64url.encode': [S], 'base64url.encode_no_pad': [S], 'base64url.decode': [S + ['YQ', 'YWI', '_-8', '_-8=', '/+8=', 'YQ==']],
    'hex.encode': [S], 'hex.decode': [S + ['6869', '6G', 'abc', 'FF']], 'urlquery.encode': [S], 'urlquery.decode': [S + QUERIES], 'urlquery.encode_object': [[{}, {'a': 'b'}, {'b': ['1', '2'], 'a': 'é &'}, {'a': 1}, {'a': Set(['y', 'x'])}, {'a': []}, {'a': [1]}]], 'urlquery.decode_object': [QUERIES],
    'uri.parse': [URLS], 'uri.is_valid': [URLS + [1]],
    'json.marshal': [A + S], 'json.unmarshal': [JSONS], 'json.is_valid': [JSONS + [1]], 'json.marshal_with_options': [A, [{}, {'pretty': True}, {'indent': '  '}, {'prefix': '>'}, {'pretty': False, 'indent': ' '}, {'x': 1}, {'pretty': 1}, {'indent': 1}]],
    'yaml.marshal': [A + S + [{k: k for k in S if k}, {'a1': 1, 'a10': 2, 'a2': 3, 'B': 4, '_x': 5}, [[1, [2]], {'a': [{'b': 'c', 'd': []}]}], {'yes': 'no', 'a: b': '#c', '- x': '? y'}, ['2020-01-01', '12:30', '0x1F', '~', '<<', '1e5', 'multi\nline\n', ' lead', 'trail ', 'x: y', '&a', 'a#b', 'a #b', "it's: q", '\ttab']]], 'yaml.unmarshal': [YAMLS], 'yaml.is_valid': [YAMLS + [1]],
    'json.filter': [O, PATHS], 'json.remove': [O, PATHS], 'json.patch': [O + [[1, 2], Set([1, 'a'])], [[o] for o in OPS] + [[OPS[0], OPS[3]]]],
    'object.get': [O, [*S[:6], ['a', 'b'], ['a', 2, 'b'], [], ['a', 'zz'], 1, ['foo', 'bar', 1]], ['d']], 'object.keys': [O], 'object.filter': [O, [['a'], Set(['b']), {'a': 1}, [], 1]], 'object.remove': [O, [['a'], Set(['b']), {'a': 1}, [], 1]], 'object.union': [O, O], 'object.union_n': [[[], [O[1]], [O[3], O[4], O[5]], O, [1], [{'a': {'b': 2}}, {'a': 4}, {'a': {'c': 3}}]]],
    'object.subset': [O + LISTS, O + LISTS], 'graph.reachable': [GRAPHS, [['a'], Set(['a', 'b']), [], ['zz'], 'a']], 'graph.reachable_paths': [GRAPHS, [['a'], Set(['a', 'b']), [], ['zz']]],
    'json.match_schema': [DOCS, SCHEMAS], 'json.verify_schema': [SCHEMAS + [1, None, []]],
    'crypto.md5': [S], 'crypto.sha1': [S], 'crypto.sha256': [S], 'crypto.hmac.md5': [S, S], 'crypto.hmac.sha1': [S, S], 'crypto.hmac.sha256': [S, S], 'crypto.hmac.sha512': [S, S], 'crypto.hmac.equal': [S[:5], S[:5]],
}

def calls(rng, each, only):
    for name, pools in PLAN.items():
        if only and not name.startswith(only): continue
        total = 1
        for p in pools: total *= len(p)
        if total <= each: combos = list(itertools.product(*pools))
        else:
            # every operand at least once, then at random
            combos = [tuple(p[i % len(p)] if k != j else p[i] for k, p in enumerate(pools)) for j, q in enumerate(pools) for i, _ in enumerate(q)]
            combos = combos[:each // 2] + [tuple(rng.choice(p) for p in pools) for _ in range(each - min(len(combos), each // 2))]
        for c in combos: yield name, list(c)

def plain(v): return [plain(x) for x in v] if isinstance(v, list) else {k: plain(x) for k, x in v.items()} if isinstance(v, dict) else v
def has_set(v): return isinstance(v, Set) or (isinstance(v, list) and any(map(has_set, v))) or (isinstance(v, dict) and any(map(has_set, v.values())))

def term(v, path):
    """The operand read from input, so that no type checker sees it; sets are made on the spot."""
    if not has_set(v): return path
    if isinstance(v, Set): return '{e | some e in %s}' % path
    if isinstance(v, list): return '[' + ', '.join(term(x, f'{path}[{i}]') for i, x in enumerate(v)) + ']'
    return '{' + ', '.join(f'{json.dumps(k)}: {term(x, f"{path}[{json.dumps(k)}]")}' for k, x in v.items()) + '}'

INFIX = {'plus': '+', 'minus': '-', 'mul': '*', 'div': '/', 'rem': '%', 'and': '&', 'or': '|', 'equal': '==', 'neq': '!=', 'lt': '<', 'lte': '<=', 'gt': '>', 'gte': '>='}

def module(batch):
    lines = ['package t', 'import rego.v1']
    for i, (name, args) in enumerate(batch):
        terms = [term(a, f'input[{i}][{k}]') for k, a in enumerate(args)]
        expr = f'({terms[0]}) {INFIX[name]} ({terms[1]})' if name in INFIX else f'{name}({", ".join(terms)})'
        lines.append(f'r[{i}] := v if {{ v := {expr} }}')
    return '\n'.join(lines) + '\n'

def read(text): return json.loads(text or b'{}', parse_float=lambda s: 'n' + s, parse_int=lambda s: 'n' + s)

def run_answers(binary, batch):
    """By tests/differential/opa, which reads a case a line."""
    case = {'modules': [module(batch)], 'input': [plain(a) for _, a in batch], 'query': 'data.t.r'}
    out = read(subprocess.run([binary], input=json.dumps(case).encode(), capture_output=True, timeout=300).stdout)
    if 'result' not in out: raise SystemExit(f'{binary}: {out}')
    return out['result'][0]['expressions'][0]

def run(binary, batch, directory):
    with open(f'{directory}/m.rego', 'w') as f: f.write(module(batch))
    with open(f'{directory}/input.json', 'w') as f: json.dump([plain(a) for _, a in batch], f)
    p = subprocess.run([binary, 'eval', '--format', 'json', '-d', f'{directory}/m.rego', '-i', f'{directory}/input.json', 'data.t.r'], capture_output=True, timeout=300)
    out = read(p.stdout)
    if 'result' not in out: raise SystemExit(f'{binary}: {p.stdout[:600]!r} {p.stderr[:600]!r}')
    return out['result'][0]['expressions'][0]['value']

def find_opa(given):
    if given: return given
    if shutil.which('opa'): return 'opa'
    if not shutil.which('go'): return None
    directory = os.path.join(tempfile.gettempdir(), 'rampart-opa')
    os.makedirs(directory, exist_ok=True)
    p = subprocess.run(['go', 'install', OPA_MODULE], env=dict(os.environ, GOBIN=directory), capture_output=True)
    return directory + '/opa' if p.returncode == 0 else None

def main():
    p = argparse.ArgumentParser()
    p.add_argument('rampart'); p.add_argument('--opa'); p.add_argument('--answers', help='the program of tests/differential/opa, in place of OPA'); p.add_argument('--seed', type=int, default=1); p.add_argument('--each', type=int, default=150); p.add_argument('--only', default=''); p.add_argument('-v', action='store_true')
    a = p.parse_args()
    opa, known = a.answers or find_opa(a.opa), known_calls()
    if not opa:
        print('rego built-ins differential: no OPA and no Go to build it with; not run')
        return 0
    todo = list(calls(random.Random(a.seed), a.each, a.only))
    same = different = 0
    with tempfile.TemporaryDirectory() as directory:
        for start in range(0, len(todo), 1000):
            batch = todo[start:start + 1000]
            want, got = run_answers(opa, batch) if a.answers else run(opa, batch, directory), run(a.rampart, batch, directory)
            for i, (name, args) in enumerate(batch):
                w, g = want.get(str(i), '<undefined>'), got.get(str(i), '<undefined>')
                if w == g or f'{name} {json.dumps(plain(args))}' in known: same += 1
                else:
                    different += 1
                    print(f'{name}({", ".join(map(repr, args))}): got {str(g)[:200]!r} want {str(w)[:200]!r}')
    print(f'rego built-ins differential: {same} calls agree, {different} differ')
    return 1 if different else 0

if __name__ == '__main__': sys.exit(main())
