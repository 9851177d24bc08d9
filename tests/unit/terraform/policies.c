/* data "aws_iam_policy_document" as the provider writes it, as far as it is known; and what becomes of a tree when memory ends. */
#include "tree.h"

#define DOCUMENT(body) "data \"aws_iam_policy_document\" \"d\" {\n" body "\n}\n"
#define HEAD "{\"Statement\": ["
#define TAIL "], \"Version\": \"2012-10-17\"}"

static void a_policy_document_is_what_the_provider_makes(void **state)
{
    static const struct { const char *name, *text, *want; } cases[] = {
        {"nothing in it", DOCUMENT(""), HEAD TAIL},
        {"one is a string, several are sorted downwards", DOCUMENT("statement {\n actions = [\"s3:GetObject\"]\n resources = [\"a\", \"b\", \"a\"]\n}"),
         HEAD "{\"Action\": \"s3:GetObject\", \"Effect\": \"Allow\", \"Resource\": [\"b\", \"a\"]}" TAIL},
        {"effect and sid", DOCUMENT("statement {\n sid = \"S\"\n effect = \"Deny\"\n not_actions = [\"a:b\"]\n not_resources = [\"x\"]\n}"),
         HEAD "{\"Effect\": \"Deny\", \"NotAction\": \"a:b\", \"NotResource\": \"x\", \"Sid\": \"S\"}" TAIL},
        {"everybody", DOCUMENT("statement {\n principals {\n  type = \"*\"\n  identifiers = [\"*\"]\n }\n}"), HEAD "{\"Effect\": \"Allow\", \"Principal\": \"*\"}" TAIL},
        {"everybody of AWS is another spelling", DOCUMENT("statement {\n principals {\n  type = \"AWS\"\n  identifiers = [\"*\"]\n }\n}"), HEAD "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"*\"}}" TAIL},
        {"two blocks of one type are one", DOCUMENT("statement {\n principals {\n  type = \"AWS\"\n  identifiers = [\"a\"]\n }\n principals {\n  type = \"AWS\"\n  identifiers = [\"b\"]\n }\n"
         " principals {\n  type = \"Service\"\n  identifiers = [\"c\"]\n }\n}"), HEAD "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": [\"b\", \"a\"], \"Service\": \"c\"}}" TAIL},
        {"conditions by test and variable", DOCUMENT("statement {\n condition {\n  test = \"Bool\"\n  variable = \"aws:SecureTransport\"\n  values = [\"false\"]\n }\n condition {\n  test = \"Bool\"\n"
         "  variable = \"x\"\n  values = [\"1\", \"2\"]\n }\n}"), HEAD "{\"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\", \"x\": [\"2\", \"1\"]}}, \"Effect\": \"Allow\"}" TAIL},
        {"IAM's own variables", DOCUMENT("statement { resources = [\"a/&{aws:username}\"] }"), HEAD "{\"Effect\": \"Allow\", \"Resource\": \"a/${aws:username}\"}" TAIL},
        {"sources come first", "data \"aws_iam_policy_document\" \"s\" {\n statement { sid = \"A\" }\n}\n"
         DOCUMENT("source_policy_documents = [data.aws_iam_policy_document.s.json]\n statement { sid = \"B\" }"), HEAD "{\"Effect\": \"Allow\", \"Sid\": \"A\"}, {\"Effect\": \"Allow\", \"Sid\": \"B\"}" TAIL},
        {"a statement replaces one of the same sid in a source", "data \"aws_iam_policy_document\" \"s\" {\n statement { sid = \"A\" }\n}\n"
         DOCUMENT("source_policy_documents = [data.aws_iam_policy_document.s.json]\n statement {\n sid = \"A\"\n effect = \"Deny\"\n}"), HEAD "{\"Effect\": \"Deny\", \"Sid\": \"A\"}" TAIL},
        {"an override replaces a statement, and adds others", "data \"aws_iam_policy_document\" \"o\" {\n statement {\n sid = \"A\"\n effect = \"Deny\"\n}\n statement {}\n}\n"
         DOCUMENT("override_policy_documents = [data.aws_iam_policy_document.o.json]\n statement { sid = \"A\" }"), HEAD "{\"Effect\": \"Deny\", \"Sid\": \"A\"}, {\"Effect\": \"Allow\"}" TAIL},
        {"what is not known is a hole", "variable \"v\" {}\n" DOCUMENT("statement {\n actions = [\"s3:*\"]\n resources = [var.v]\n}"),
         HEAD "{\"Action\": \"s3:*\", \"Effect\": \"Allow\", \"Resource\": <unknown var.v>}" TAIL},
        {"a part of a string too", "variable \"v\" {}\n" DOCUMENT("statement { resources = [\"arn:aws:s3:::${var.v}/*\"] }"), HEAD "{\"Effect\": \"Allow\", \"Resource\": <unknown var.v>}" TAIL},
        {"statements of a dynamic block", DOCUMENT("dynamic \"statement\" {\n for_each = [\"a\", \"b\"]\n content { sid = statement.value }\n}"),
         HEAD "{\"Effect\": \"Allow\", \"Sid\": \"a\"}, {\"Effect\": \"Allow\", \"Sid\": \"b\"}" TAIL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        const char *text = "resource \"aws_iam_policy\" \"p\" { policy = data.aws_iam_policy_document.d.json }\n";
        tree_load(&tree, (const struct tree_file[]){{"a.tf", text}, {"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        same_text(cases[i].name, tree_field(&tree, "aws_iam_policy.p", "policy_document"), cases[i].want);
        tree_free(&tree);
    }
}

static void a_source_that_nobody_knows_leaves_the_rest_readable(void **state)
{
    struct tree tree;
    (void)state;
    tree_load(&tree, (const struct tree_file[]){{"main.tf", "variable \"v\" {}\n" DOCUMENT("source_policy_documents = [var.v]\n statement { sid = \"B\" }")
        "resource \"aws_iam_policy\" \"p\" { policy = data.aws_iam_policy_document.d.json }\n"}, {NULL, NULL}}, NULL);
    same_text("one hole, one statement", tree_field(&tree, "aws_iam_policy.p", "policy_document"), HEAD "<unknown var.v>, {\"Effect\": \"Allow\", \"Sid\": \"B\"}" TAIL);
    tree_free(&tree);
}

/* Each root is given a little more memory until it is enough: on the way the tree is refused or said to be too large, and nothing is lost or read twice. */
static void a_tree_that_memory_is_short_for_is_said(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "provider \"aws\" {\n region = \"eu-west-1\"\n default_tags { tags = {a = \"b\"} }\n}\nmodule \"m\" {\n for_each = toset([\"a\", \"b\"])\n source = \"./m\"\n name = each.key\n}\n"
                    DOCUMENT("statement {\n actions = [\"s3:*\"]\n resources = [module.m[\"a\"].arn]\n}") "resource \"aws_iam_policy\" \"p\" { policy = data.aws_iam_policy_document.d.json }\n"
                    "resource \"aws_security_group\" \"g\" {\n count = 20\n dynamic \"ingress\" {\n  for_each = range(5)\n  content { from_port = ingress.value }\n }\n}"},
        {"m/main.tf", "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n bucket = \"x-${var.name}\"\n policy = jsonencode({a = var.name})\n}\noutput \"arn\" { value = aws_s3_bucket.b.arn }"}, {NULL, NULL}};
    size_t whole = 0;
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        unsigned tries = 0;
        for (size_t limit = kind == 0 ? 0 : 4096; ; limit += limit / 16 + 64) {
            struct tree tree;
            struct error err = {0};
            struct tf_options options = {.threads = 1, .memory_limit = limit};
            tree_write(&tree, files);
            tree.config = tf_load(tree.folder, &options, &err);
            if (!tree.config && !err.code) fail_msg("%zu bytes: refused without a reason", limit);
            size_t n = tree.config ? tree.config->resources.len : 0;
            bool said = !tree.config || tree.config->notices.len;
            if (kind == 1 && n < whole && !said) fail_msg("%zu bytes: %zu of %zu resources and not a word", limit, n, whole);
            tree_free(&tree);
            tries++;
            if (kind == 0) {
                whole = n;
                assert_true(n > 20);
                break;
            }
            if (n == whole && !said) break;
            assert_true(limit < (size_t)64 << 20);
        }
        if (kind == 1) assert_true(tries > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_document_is_what_the_provider_makes), cmocka_unit_test(a_source_that_nobody_knows_leaves_the_rest_readable),
        cmocka_unit_test(a_tree_that_memory_is_short_for_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
