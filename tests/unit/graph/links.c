/* Which resources belong together: by reference, by index, by name. */
#include "../terraform/tree.h"

#include "graph/links.h"
#include "value/json.h"

/* The resources of `type` tied to the one at `address`, one a word. */
static const char *linked(const struct tree *tree, const struct links *links, const char *address, const char *type, const char *attribute, enum links_direction direction)
{
    struct resource_list found = {0};
    const char *all = "";
    assert_true(links_find(tree->arena, links, tree_resource(tree, address), str_of(type), attribute, direction, &found));
    for (size_t i = 0; i < found.len; i++) all = arena_printf(tree->arena, "%s%s%s", all, i ? " " : "", found.items[i]->address);
    return all;
}

#define BUCKET "resource \"aws_s3_bucket\" \"b\" {}\n"
#define BLOCK(bucket) "resource \"aws_s3_bucket_public_access_block\" \"p\" { bucket = " bucket " }\n"

static void a_resource_is_tied_to_what_it_refers_to(void **state)
{
    static const struct { const char *name, *text, *from, *want; } cases[] = {
        {"by id", BUCKET BLOCK("aws_s3_bucket.b.id"), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"by another attribute", BUCKET BLOCK("aws_s3_bucket.b.bucket"), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"inside a template", BUCKET BLOCK("\"${aws_s3_bucket.b.id}\""), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"through a local", BUCKET "locals { x = aws_s3_bucket.b.id }\n" BLOCK("local.x"), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"by the same name in text", "resource \"aws_s3_bucket\" \"b\" { bucket = \"n\" }\n" BLOCK("\"n\""), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"not by another name", "resource \"aws_s3_bucket\" \"b\" { bucket = \"n\" }\n" BLOCK("\"m\""), "aws_s3_bucket.b", ""},
        {"by the same unknown name", "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = \"x-${var.v}\" }\n" BLOCK("\"x-${var.v}\""), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"not by another unknown name", "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = \"x-${var.v}\" }\n" BLOCK("\"y-${var.v}\""), "aws_s3_bucket.b", ""},
        {"to the instance it names", "resource \"aws_s3_bucket\" \"b\" { count = 2 }\n" BLOCK("aws_s3_bucket.b[1].id"), "aws_s3_bucket.b[0]", ""},
        {"to that one alone", "resource \"aws_s3_bucket\" \"b\" { count = 2 }\n" BLOCK("aws_s3_bucket.b[1].id"), "aws_s3_bucket.b[1]", "aws_s3_bucket_public_access_block.p"},
        {"to all where it names none", "resource \"aws_s3_bucket\" \"b\" { count = 2 }\n" BLOCK("aws_s3_bucket.b[*].id"), "aws_s3_bucket.b[0]", "aws_s3_bucket_public_access_block.p"},
        {"to all by a splat, even from one of many", "resource \"aws_s3_bucket\" \"b\" { count = 2 }\nresource \"aws_s3_bucket_public_access_block\" \"p\" {\n count = 2\n"
         " bucket = join(\"\", aws_s3_bucket.b[*].id)\n}", "aws_s3_bucket.b[1]", "aws_s3_bucket_public_access_block.p[0] aws_s3_bucket_public_access_block.p[1]"},
        {"index to index", "resource \"aws_s3_bucket\" \"b\" { count = 2 }\nresource \"aws_s3_bucket_public_access_block\" \"p\" {\n count = 2\n bucket = aws_s3_bucket.b[count.index].id\n}",
         "aws_s3_bucket.b[1]", "aws_s3_bucket_public_access_block.p[1]"},
        {"key to key", "locals { k = toset([\"x\", \"y\"]) }\nresource \"aws_s3_bucket\" \"b\" { for_each = local.k }\nresource \"aws_s3_bucket_public_access_block\" \"p\" {\n for_each = local.k\n"
         " bucket = aws_s3_bucket.b[each.key].id\n}", "aws_s3_bucket.b[\"y\"]", "aws_s3_bucket_public_access_block.p[\"y\"]"},
        {"to an instance whose number nobody knows", "variable \"n\" {}\nresource \"aws_s3_bucket\" \"b\" { count = var.n }\n" BLOCK("aws_s3_bucket.b[0].id"), "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"},
        {"to nothing that is not here", BUCKET BLOCK("aws_s3_bucket.gone.id"), "aws_s3_bucket.b", ""},
        {"not to itself", "resource \"aws_s3_bucket\" \"b\" { bucket = aws_s3_bucket.b.id }", "aws_s3_bucket.b", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        struct links *links = links_new(tree.arena, &tree.config->resources);
        assert_non_null(links);
        same_text(cases[i].name, linked(&tree, links, cases[i].from, "*", NULL, LINKS_FROM), cases[i].want);
        tree_free(&tree);
    }
}

static void each_instance_of_a_module_keeps_to_itself(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "module \"m\" {\n for_each = toset([\"x\", \"y\"])\n source = \"./m\"\n}\nmodule \"outside\" {\n for_each = toset([\"x\", \"y\"])\n source = \"./p\"\n bucket = module.m[each.key].id\n}"},
        {"m/main.tf", BUCKET BLOCK("aws_s3_bucket.b.id") "output \"id\" { value = aws_s3_bucket.b.id }"},
        {"p/main.tf", "variable \"bucket\" {}\nresource \"aws_s3_bucket_policy\" \"q\" { bucket = var.bucket }"}, {NULL, NULL}};
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    struct links *links = links_new(tree.arena, &tree.config->resources);
    assert_non_null(links);
    same_text("inside", linked(&tree, links, "module.m[\"x\"].aws_s3_bucket.b", "aws_s3_bucket_public_access_block", NULL, LINKS_BOTH),
              "module.m[\"x\"].aws_s3_bucket_public_access_block.p");
    same_text("from a module beside it, by the same key", linked(&tree, links, "module.m[\"y\"].aws_s3_bucket.b", "aws_s3_bucket_policy", NULL, LINKS_BOTH),
              "module.outside[\"y\"].aws_s3_bucket_policy.q");
    tree_free(&tree);
}

static void a_question_is_narrowed_by_type_attribute_and_direction(void **state)
{
    static const char text[] = "resource \"aws_kms_key\" \"k\" {}\nresource \"aws_iam_role\" \"r\" {}\nresource \"aws_lambda_function\" \"f\" {\n role = aws_iam_role.r.arn\n kms_key_arn = aws_kms_key.k.arn\n"
                               " dead_letter_config { target_arn = aws_sqs_queue.q.arn }\n}\nresource \"aws_sqs_queue\" \"q\" {}";
    static const struct { const char *name, *from, *type, *attribute; enum links_direction direction; const char *want; } cases[] = {
        {"all", "aws_lambda_function.f", "*", NULL, LINKS_BOTH, "aws_iam_role.r aws_kms_key.k aws_sqs_queue.q"},
        {"a type", "aws_lambda_function.f", "aws_kms_key", NULL, LINKS_BOTH, "aws_kms_key.k"},
        {"an attribute", "aws_lambda_function.f", "*", "role", LINKS_TO, "aws_iam_role.r"},
        {"an attribute with blocks", "aws_lambda_function.f", "*", "dead_letter_config", LINKS_TO, "aws_sqs_queue.q"},
        {"the beginning of a name is none", "aws_lambda_function.f", "*", "dead_letter", LINKS_TO, ""},
        {"what refers to it", "aws_kms_key.k", "aws_lambda_function", "kms_key_arn", LINKS_FROM, "aws_lambda_function.f"},
        {"the other direction", "aws_kms_key.k", "aws_lambda_function", "kms_key_arn", LINKS_TO, ""},
    };
    struct tree tree;
    (void)state;
    tree_load(&tree, (const struct tree_file[]){{"main.tf", text}, {NULL, NULL}}, NULL);
    struct links *links = links_new(tree.arena, &tree.config->resources);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        same_text(cases[i].name, linked(&tree, links, cases[i].from, cases[i].type, cases[i].attribute, cases[i].direction), cases[i].want);
    assert_ptr_equal(links_resource(links, tree.config->resources.items[0]->root, STR("aws_kms_key.k")), tree_resource(&tree, "aws_kms_key.k"));
    assert_null(links_resource(links, tree.config->resources.items[0]->root, STR("aws_kms_key.gone")));
    tree_free(&tree);
}

static void a_failed_allocation_gives_no_links(void **state)
{
    struct tree tree;
    (void)state;
    tree_load(&tree, (const struct tree_file[]){{"main.tf", "resource \"aws_s3_bucket\" \"b\" {\n count = 3\n bucket = \"x${count.index}\"\n}\n" BLOCK("aws_s3_bucket.b[*].id")}, {NULL, NULL}}, NULL);
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        arena_fail_at(arena, n);
        struct links *links = links_new(arena, &tree.config->resources);
        bool failed = arena->failed;
        if ((links == NULL) != failed) fail_msg("allocation %zu", n);
        arena_free(arena);
        if (!failed) break;
    }
    tree_free(&tree);
}

/* Resources as a collector makes them: no references, but ids and ARNs. */
static void in_an_account_ids_and_arns_tie(void **state)
{
    static const struct { const char *address, *type, *region, *root, *arn, *values; } all[] = {
        {"v", "aws_vpc", "eu-west-1", "1", NULL, "{\"id\":\"vpc-0a1b2c3d4e5f60718\"}"},
        {"flow", "aws_flow_log", "eu-west-1", "1", NULL, "{\"id\":\"fl-0a1b2c3d4e5f60718\",\"vpc_id\":\"vpc-0a1b2c3d4e5f60718\"}"},
        {"other", "aws_flow_log", "eu-west-1", "2", NULL, "{\"vpc_id\":\"vpc-0a1b2c3d4e5f60718\"}"},
        {"group", "aws_cloudwatch_log_group", "eu-west-1", "1", "arn:aws:logs:eu-west-1:1:log-group:g", "{\"name\":\"g\"}"},
        {"group2", "aws_cloudwatch_log_group", "us-east-1", "1", "arn:aws:logs:us-east-1:1:log-group:g", "{\"name\":\"g\"}"},
        {"trail", "aws_cloudtrail", "eu-west-1", "1", NULL, "{\"cloud_watch_logs_group_arn\":\"arn:aws:logs:eu-west-1:1:log-group:g:*\",\"s3_bucket_name\":\"audit\",\"tags\":{\"x\":\"vpc-0a1b2c3d4e5f60718\"}}"},
        {"filter", "aws_cloudwatch_log_metric_filter", "eu-west-1", "1", NULL, "{\"log_group_name\":\"g\"}"},
        {"bucket", "aws_s3_bucket", "us-east-1", "1", "arn:aws:s3:::audit", "{\"bucket\":\"audit\",\"id\":\"audit\"}"},
        {"route", "aws_route_table", "eu-west-1", "1", NULL, "{\"route\":[{\"vpc_peering_connection_id\":\"pcx-0a1b2c3d\"}],\"note\":\"audit\"}"},
        {"peer", "aws_vpc_peering_connection", "eu-west-1", "1", NULL, "{\"id\":\"pcx-0a1b2c3d\"}"},
    };
    static const struct { const char *from, *attribute, *want; } cases[] = {
        {"v", NULL, "flow"}, {"group", NULL, "filter trail"}, {"group2", NULL, ""}, {"group", "log_group_name", "filter"}, {"bucket", NULL, "trail"},
        {"peer", NULL, "route"}, {"peer", "route", "route"}, {"peer", "tags", ""},
    };
    struct arena *arena = arena_new(0);
    struct resource_list list = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct resource *r = arena_zero(arena, sizeof *r);
        struct error err = {0};
        *r = (struct resource){.address = all[i].address, .type = all[i].type, .region = all[i].region, .root = all[i].root, .arn = all[i].arn, .origin = RESOURCE_FROM_ACCOUNT};
        assert_true(json_read(arena, str_of(all[i].values), NULL, &r->values, NULL, &err));
        *vec_push(arena, &list) = r;
    }
    struct links *links = links_new(arena, &list);
    assert_non_null(links);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resource_list found = {0};
        const char *got = "";
        for (size_t k = 0; k < list.len; k++)
            if (strcmp(list.items[k]->address, cases[i].from) == 0) assert_true(links_find(arena, links, list.items[k], STR("*"), cases[i].attribute, LINKS_FROM, &found));
        for (size_t k = 0; k < found.len; k++) got = arena_printf(arena, "%s%s%s", got, k ? " " : "", found.items[k]->address);
        same_text(cases[i].from, got, cases[i].want);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resource_is_tied_to_what_it_refers_to), cmocka_unit_test(each_instance_of_a_module_keeps_to_itself),
        cmocka_unit_test(a_question_is_narrowed_by_type_attribute_and_direction), cmocka_unit_test(a_failed_allocation_gives_no_links), cmocka_unit_test(in_an_account_ids_and_arns_tie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
