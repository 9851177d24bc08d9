/* rego/builtins/template_parse.c: see template_tree.h. */
#include "rego/builtins/template_tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"

struct parser {
    struct arena *arena;
    struct str s;
    size_t at;
    struct template_definition *definitions;
    VEC(struct str) variables;      /* in scope */
    unsigned depth, loops;
    char *why;
    size_t room;
};

/* How a list of nodes ended. */
enum ending { END_OF_TEXT, END_END, END_ELSE };

static bool fail(struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct parser *p, const char *format, ...)
{
    int line = 1;
    va_list args;
    if (p->why[0]) return false;
    for (size_t i = 0; i < p->at && i < p->s.len; i++) line += p->s.s[i] == '\n';
    int n = snprintf(p->why, p->room, "template: template:%d: ", line);
    va_start(args, format);
    vsnprintf(p->why + n, p->room - (size_t)n, format, args);
    va_end(args);
    return false;
}

static void *make(struct parser *p, size_t size)
{
    void *memory = arena_zero(p->arena, size);
    if (!memory) fail(p, "out of memory");
    return memory;
}

static bool more(const struct parser *p) { return p->at < p->s.len; }
static char peek(const struct parser *p, size_t ahead) { return p->at + ahead < p->s.len ? p->s.s[p->at + ahead] : '\0'; }
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_word(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || (unsigned char)c >= 0x80; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static struct str rest(const struct parser *p) { return (struct str){p->s.s + p->at, p->s.len - p->at}; }
static bool looking_at(const struct parser *p, const char *text) { return str_has_prefix(rest(p), str_of(text)); }

static void skip_space(struct parser *p)
{
    while (more(p) && is_space(peek(p, 0))) p->at++;
}

static struct str take_word(struct parser *p)
{
    size_t start = p->at;
    while (more(p) && is_word(peek(p, 0))) p->at++;
    return (struct str){p->s.s + start, p->at - start};
}

/* At the end of an action: "}}" or " -}}". */
static bool at_close(const struct parser *p) { return looking_at(p, "}}") || looking_at(p, "-}}"); }

static bool take_close(struct parser *p)
{
    skip_space(p);
    if (looking_at(p, "-}}") && p->at > 0 && is_space(p->s.s[p->at - 1])) {
        p->at += 3;
        skip_space(p);
        return true;
    }
    if (looking_at(p, "}}")) {
        p->at += 2;
        return true;
    }
    return more(p) ? fail(p, "unexpected \"%c\" in operand", peek(p, 0)) : fail(p, "unclosed action");
}

/* --- literals --- */

static bool put_escape(struct parser *p, struct buf *out)
{
    static const char plain[] = "a\ab\bf\fn\nr\rt\tv\v\\\\''\"\"";
    char c = peek(p, 0), bytes[4];
    for (const char *e = plain; *e; e += 2)
        if (*e == c) {
            buf_add_char(out, e[1]);
            p->at++;
            return true;
        }
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 3;
    if (digits == 3 && (c < '0' || c > '7')) return fail(p, "invalid syntax in string");
    if (digits != 3) p->at++;
    if (p->at + digits > p->s.len) return fail(p, "unterminated quoted string");
    char number[9] = "", *end;
    memcpy(number, p->s.s + p->at, digits);
    unsigned long n = strtoul(number, &end, digits == 3 ? 8 : 16);
    if (*end) return fail(p, "invalid syntax in string");
    p->at += digits;
    if (digits >= 4) buf_add(out, bytes, utf8_encode((uint32_t)n, bytes));
    else buf_add_char(out, (char)n);
    return true;
}

static bool take_quoted(struct parser *p, char quote_mark, struct str *out)
{
    struct buf text = buf_new(MAX_STRING);
    bool ok = true;
    p->at++;
    while (ok && more(p) && peek(p, 0) != quote_mark && peek(p, 0) != '\n') {
        if (peek(p, 0) != '\\') {
            buf_add_char(&text, p->s.s[p->at++]);
            continue;
        }
        p->at++;
        ok = put_escape(p, &text);
    }
    ok = ok && (peek(p, 0) == quote_mark || fail(p, "unterminated quoted string"));
    char *copy = ok ? buf_to_arena(p->arena, &text) : NULL;
    *out = (struct str){copy ? copy : "", copy ? text.len : 0};
    buf_free(&text);
    p->at++;
    return ok && (copy || text.len == 0);
}

static bool take_number(struct parser *p, struct template_arg *arg)
{
    char text[64], *end;
    size_t n = 0;
    while (more(p) && n < sizeof text - 1 && (is_word(peek(p, 0)) || peek(p, 0) == '.' || ((peek(p, 0) == '+' || peek(p, 0) == '-') && (n == 0 || (text[n - 1] | 32) == 'e')))) {
        if (peek(p, 0) != '_') text[n++] = peek(p, 0);
        p->at++;
    }
    text[n] = '\0';
    arg->kind = ARG_INT;
    arg->integer = strtoll(text, &end, 0);
    if (!*end) return true;
    arg->kind = ARG_FLOAT;
    arg->real = strtod(text, &end);
    return !*end || fail(p, "bad number syntax: \"%s\"", text);
}

/* --- operands and pipelines --- */

static struct template_pipe *parse_pipe(struct parser *p);

static bool take_fields(struct parser *p, struct template_arg *arg)
{
    VEC(struct str) fields = {0};
    while (peek(p, 0) == '.' && is_word(peek(p, 1)) && !is_digit(peek(p, 1))) {
        p->at++;
        struct str *field = vec_push(p->arena, &fields);
        if (!field) return fail(p, "out of memory");
        *field = take_word(p);
    }
    arg->fields = fields.items;
    arg->n_fields = fields.len;
    return true;
}

static bool is_known(const struct parser *p, struct str name)
{
    for (size_t i = 0; i < p->variables.len; i++)
        if (str_eq(p->variables.items[i], name)) return true;
    return str_is(name, "$");
}

static bool take_name(struct parser *p, struct template_arg *arg)
{
    struct str word = take_word(p);
    arg->text = word;
    if (str_is(word, "nil")) {
        arg->kind = ARG_NIL;
    } else if (str_is(word, "true") || str_is(word, "false")) {
        arg->kind = ARG_BOOL;
        arg->truth = str_is(word, "true");
    } else if (template_is_function(word)) {
        arg->kind = ARG_FUNCTION;
    } else {
        return fail(p, "function \"%.*s\" not defined", (int)(word.len < 60 ? word.len : 60), word.s);
    }
    return true;
}

/* NULL without a message: there is no operand here. */
static struct template_arg *take_arg(struct parser *p)
{
    struct template_arg *arg = make(p, sizeof *arg);
    char c = peek(p, 0);
    bool ok = arg != NULL;
    if (!ok) return NULL;
    if (c == '.' && !is_digit(peek(p, 1))) {
        arg->kind = ARG_DOT;
        if (is_word(peek(p, 1))) return take_fields(p, arg) ? arg : NULL;
        p->at++;
        return arg;
    }
    if (c == '$') {
        size_t start = p->at++;
        take_word(p);
        arg->kind = ARG_VARIABLE;
        arg->text = (struct str){p->s.s + start, p->at - start};
        if (!is_known(p, arg->text)) ok = fail(p, "undefined variable \"%.*s\"", (int)(arg->text.len < 60 ? arg->text.len : 60), arg->text.s);
    } else if (c == '"') {
        arg->kind = ARG_STRING;
        ok = take_quoted(p, '"', &arg->text);
    } else if (c == '`') {
        size_t end = str_find(p->s, STR("`"), p->at + 1);
        arg->kind = ARG_STRING;
        if (end == SIZE_MAX) return fail(p, "unterminated raw quoted string") ? arg : NULL;
        arg->text = (struct str){p->s.s + p->at + 1, end - p->at - 1};
        p->at = end + 1;
    } else if (c == '\'') {
        struct str one;
        size_t size;
        arg->kind = ARG_INT;
        ok = take_quoted(p, '\'', &one) && (one.len > 0 || fail(p, "malformed character constant"));
        if (ok) arg->integer = utf8_decode(one.s, one.len, &size);
    } else if (c == '(') {
        p->at++;
        arg->kind = ARG_PIPE;
        arg->pipe = parse_pipe(p);
        skip_space(p);
        ok = arg->pipe && (peek(p, 0) == ')' || fail(p, "unclosed left paren"));
        p->at++;
    } else if (is_digit(c) || ((c == '-' || c == '+') && is_digit(peek(p, 1))) || (c == '.' && is_digit(peek(p, 1)))) {
        ok = take_number(p, arg);
    } else if (is_word(c)) {
        ok = take_name(p, arg);
    } else {
        return NULL;
    }
    return ok && take_fields(p, arg) ? arg : NULL;
}

static struct template_command *parse_command(struct parser *p)
{
    struct template_command *command = make(p, sizeof *command);
    struct template_arg **last = command ? &command->args : NULL;
    while (command) {
        skip_space(p);
        if (!more(p)) return fail(p, "unclosed action") ? command : NULL;
        if (at_close(p) || peek(p, 0) == '|' || peek(p, 0) == ')') break;
        struct template_arg *arg = take_arg(p);
        if (!arg) return fail(p, "unexpected \"%c\" in operand", peek(p, 0)) ? command : NULL;
        *last = arg;
        last = &arg->next;
        if (more(p) && !is_space(peek(p, 0)) && !at_close(p) && peek(p, 0) != '|' && peek(p, 0) != ')')
            return fail(p, "unexpected \"%c\" in operand", peek(p, 0)) ? command : NULL;
    }
    if (command && !command->args) return fail(p, "missing value for command") ? command : NULL;
    return command;
}

/* "$a :=", "$a, $b :=" or "$a =" in front of a pipeline. */
static bool take_declaration(struct parser *p, struct template_pipe *pipe)
{
    size_t start = p->at;
    struct str names[2];
    size_t n = 0;
    while (n < 2) {
        skip_space(p);
        size_t from = p->at;
        if (peek(p, 0) != '$') break;
        p->at++;
        take_word(p);
        names[n++] = (struct str){p->s.s + from, p->at - from};
        skip_space(p);
        if (peek(p, 0) != ',') break;
        p->at++;
    }
    bool declares = n > 0 && looking_at(p, ":="), assigns = n == 1 && peek(p, 0) == '=' && !declares;
    if (!declares && !assigns) {
        p->at = start;
        return true;
    }
    p->at += declares ? 2 : 1;
    pipe->n_names = n;
    pipe->assign = assigns;
    for (size_t i = 0; i < n; i++) {
        pipe->names[i] = names[i];
        if (assigns && !is_known(p, names[i])) return fail(p, "undefined variable \"%.*s\"", (int)(names[i].len < 60 ? names[i].len : 60), names[i].s);
    }
    return true;
}

static bool declare(struct parser *p, const struct template_pipe *pipe)
{
    for (size_t i = 0; i < pipe->n_names && !pipe->assign; i++) {
        struct str *name = vec_push(p->arena, &p->variables);
        if (!name) return fail(p, "out of memory");
        *name = pipe->names[i];
    }
    return true;
}

static struct template_pipe *parse_pipe(struct parser *p)
{
    struct template_pipe *pipe = make(p, sizeof *pipe);
    if (!pipe || ++p->depth > TEMPLATE_MAX_DEPTH) return fail(p, "the template is nested too deeply") ? pipe : NULL;
    if (!take_declaration(p, pipe)) return NULL;
    struct template_command **last = &pipe->commands;
    for (;;) {
        *last = parse_command(p);
        if (!*last) return NULL;
        last = &(*last)->next;
        if (peek(p, 0) != '|') break;
        p->at++;
    }
    p->depth--;
    return declare(p, pipe) ? pipe : NULL;
}

/* --- nodes --- */

static bool parse_list(struct parser *p, struct template_node **out, enum ending *ending);

/* The name in {{define "x"}} and {{template "x"}}. */
static bool take_template_name(struct parser *p, struct str *name)
{
    skip_space(p);
    struct template_arg *arg = take_arg(p);
    if (!arg || arg->kind != ARG_STRING) return fail(p, "a template's name must be a string");
    *name = arg->text;
    return true;
}

static bool parse_body(struct parser *p, struct template_node **body)
{
    enum ending ending;
    return parse_list(p, body, &ending) && (ending == END_END || fail(p, ending == END_ELSE ? "unexpected {{else}}" : "unexpected EOF"));
}

static bool parse_control(struct parser *p, struct template_node *node);

/* After {{else: "}}", "if pipe}}" or "with pipe}}". */
static bool parse_else(struct parser *p, struct template_node *node)
{
    skip_space(p);
    if (at_close(p)) return take_close(p) && parse_body(p, &node->otherwise);
    struct str word = take_word(p);
    bool is_if = str_is(word, "if") && node->kind == NODE_IF, is_with = str_is(word, "with") && node->kind == NODE_WITH;
    if (!is_if && !is_with) return fail(p, "unexpected \"%.*s\" in else", (int)(word.len < 60 ? word.len : 60), word.s);
    node->otherwise = make(p, sizeof *node->otherwise);
    if (!node->otherwise) return false;
    node->otherwise->kind = node->kind;
    return parse_control(p, node->otherwise);
}

static bool parse_control(struct parser *p, struct template_node *node)
{
    size_t scope = p->variables.len;
    enum ending ending;
    if (++p->depth > TEMPLATE_MAX_DEPTH) return fail(p, "the template is nested too deeply");
    skip_space(p);
    if (at_close(p)) return fail(p, "missing value for %s", node->kind == NODE_IF ? "if" : node->kind == NODE_RANGE ? "range" : "with");
    node->pipe = parse_pipe(p);
    p->loops += node->kind == NODE_RANGE;
    bool ok = node->pipe && take_close(p) && parse_list(p, &node->body, &ending);
    p->loops -= node->kind == NODE_RANGE;
    if (ok && ending == END_OF_TEXT) ok = fail(p, "unexpected EOF");
    if (ok && ending == END_ELSE) ok = parse_else(p, node);
    p->variables.len = scope;
    p->depth--;
    return ok;
}

/* The body under its own name; variables outside are not seen in it. */
static bool define(struct parser *p, struct str name)
{
    struct template_definition *definition = make(p, sizeof *definition);
    size_t scope = p->variables.len;
    struct str *hidden = p->variables.items;
    if (!definition) return false;
    p->variables.items = NULL;
    p->variables.len = p->variables.cap = 0;
    bool ok = parse_body(p, &definition->body);
    p->variables.items = hidden;
    p->variables.len = p->variables.cap = scope;
    definition->name = name;
    definition->next = p->definitions;
    p->definitions = definition;
    return ok;
}

static bool parse_template(struct parser *p, struct template_node *node, bool block)
{
    node->kind = NODE_TEMPLATE;
    if (!take_template_name(p, &node->text)) return false;
    skip_space(p);
    if (!at_close(p)) {
        node->pipe = parse_pipe(p);
        if (!node->pipe) return false;
    }
    return take_close(p) && (!block || define(p, node->text));
}

/* After {{ : one action. *kept false: nothing comes of it. */
static bool parse_action(struct parser *p, struct template_node *node, bool *kept, enum ending *ending)
{
    size_t start = p->at;
    struct str word = take_word(p), name = {0};
    *kept = true;
    *ending = END_OF_TEXT;
    if (str_is(word, "end")) return *ending = END_END, take_close(p);
    if (str_is(word, "else")) return *ending = END_ELSE, true;
    if (str_is(word, "if")) return node->kind = NODE_IF, parse_control(p, node);
    if (str_is(word, "range")) return node->kind = NODE_RANGE, parse_control(p, node);
    if (str_is(word, "with")) return node->kind = NODE_WITH, parse_control(p, node);
    if (str_is(word, "template")) return parse_template(p, node, false);
    if (str_is(word, "block")) return parse_template(p, node, true);
    if (str_is(word, "break") || str_is(word, "continue")) {
        node->kind = str_is(word, "break") ? NODE_BREAK : NODE_CONTINUE;
        return (p->loops > 0 || fail(p, "{{%.*s}} outside {{range}}", (int)word.len, word.s)) && take_close(p);
    }
    if (str_is(word, "define")) {
        *kept = false;
        return take_template_name(p, &name) && take_close(p) && define(p, name);
    }
    p->at = start;
    node->kind = NODE_ACTION;
    node->pipe = parse_pipe(p);
    return node->pipe && take_close(p);
}

/* {{- x -}} takes the white space before and after; {{/ * comment * /}} is nothing. */
static bool parse_list(struct parser *p, struct template_node **out, enum ending *ending)
{
    if (++p->depth > TEMPLATE_MAX_DEPTH) return fail(p, "the template is nested too deeply");
    *ending = END_OF_TEXT;
    while (more(p)) {
        size_t open = str_find(p->s, STR("{{"), p->at);
        struct str text = {p->s.s + p->at, (open == SIZE_MAX ? p->s.len : open) - p->at};
        bool trim = open != SIZE_MAX && open + 3 < p->s.len && p->s.s[open + 2] == '-' && is_space(p->s.s[open + 3]);
        while (trim && text.len > 0 && is_space(text.s[text.len - 1])) text.len--;
        struct template_node *node = make(p, sizeof *node);
        if (!node) return false;
        if (text.len > 0) {
            node->kind = NODE_TEXT;
            node->text = text;
            *out = node;
            out = &node->next;
            node = make(p, sizeof *node);
            if (!node) return false;
        }
        if (open == SIZE_MAX) {
            p->at = p->s.len;
            break;
        }
        p->at = open + (trim ? 3 : 2);
        skip_space(p);
        if (looking_at(p, "/*")) {
            size_t end = str_find(p->s, STR("*/"), p->at);
            if (end == SIZE_MAX) return fail(p, "unclosed comment");
            p->at = end + 2;
            if (!take_close(p)) return false;
            continue;
        }
        bool kept;
        if (!parse_action(p, node, &kept, ending)) return false;
        if (*ending != END_OF_TEXT) break;
        if (!kept) continue;
        *out = node;
        out = &node->next;
    }
    p->depth--;
    return true;
}

bool template_parse(struct arena *arena, struct str text, struct template_node **body, struct template_definition **definitions, char *why,
                    size_t room)
{
    struct parser p = {.arena = arena, .s = text, .why = why, .room = room};
    enum ending ending;
    why[0] = '\0';
    *body = NULL;
    if (!parse_list(&p, body, &ending)) return false;
    if (ending != END_OF_TEXT) return fail(&p, "unexpected {{%s}}", ending == END_END ? "end" : "else");
    *definitions = p.definitions;
    return true;
}
