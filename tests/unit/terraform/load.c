/* What a tree of configuration becomes: variables, expansion, modules, providers, overrides. */
#include "tree.h"

/* --- one expression in one attribute --- */

#define BUCKET(expression) "resource \"aws_s3_bucket\" \"b\" { bucket = " expression " }\n"

static void an_attribute_is_worth_what_terraform_makes_of_it(void **state)
{
    static const struct { const char *name, *text, *want; } cases[] = {
        {"a literal", BUCKET("\"x\""), "\"x\""},
        {"a local, in any order", BUCKET("local.a") "locals { a = local.b }\nlocals { b = \"x\" }", "\"x\""},
        {"a default", "variable \"v\" { default = \"x\" }\n" BUCKET("var.v"), "\"x\""},
        {"a variable without a value", "variable \"v\" {}\n" BUCKET("var.v"), "<unknown var.v>"},
        {"a default is converted to the type", "variable \"v\" {\n type = string\n default = 5\n}\n" BUCKET("var.v"), "\"5\""},
        {"an optional attribute gets its default",
         "variable \"v\" {\n type = object({a = optional(string, \"x\"), b = optional(number)})\n default = {}\n}\n" BUCKET("var.v.a"), "\"x\""},
        {"an optional attribute without one is null",
         "variable \"v\" {\n type = object({b = optional(string)})\n default = {}\n}\n" BUCKET("var.v.b == null ? \"null\" : \"set\""), "\"null\""},
        {"null is absent", BUCKET("null"), "absent"},
        {"the name of the workspace", BUCKET("terraform.workspace"), "\"default\""},
        {"the root's folder", BUCKET("path.module"), "\".\""},
        {"an attribute of another resource that is set", BUCKET("aws_iam_role.r.name") "resource \"aws_iam_role\" \"r\" { name = \"x\" }", "\"x\""},
        {"an attribute that the provider makes", BUCKET("aws_iam_role.r.unique_id") "resource \"aws_iam_role\" \"r\" { name = \"x\" }", "<unknown aws_iam_role.r.unique_id>"},
        {"a computed attribute of a block that is written", BUCKET("aws_eks_cluster.c.vpc_config[0].cluster_security_group_id")
         "resource \"aws_eks_cluster\" \"c\" {\n vpc_config { subnet_ids = [\"a\"] }\n}", "<unknown aws_eks_cluster.c.vpc_config[0].cluster_security_group_id>"},
        {"the same through a splat", BUCKET("one(aws_eks_cluster.c.vpc_config[*].vpc_id)")
         "resource \"aws_eks_cluster\" \"c\" {\n vpc_config { subnet_ids = [\"a\"] }\n}", "<unknown aws_eks_cluster.c.vpc_config[0].vpc_id>"},
        {"the same through a for", BUCKET("[for v in aws_eks_cluster.c.vpc_config : v.vpc_id][0]")
         "resource \"aws_eks_cluster\" \"c\" {\n vpc_config { subnet_ids = [\"a\"] }\n}", "<unknown aws_eks_cluster.c.vpc_config[0].vpc_id>"},
        {"a block that may come", BUCKET("aws_eks_cluster.c.vpc_config[1].vpc_id")
         "resource \"aws_eks_cluster\" \"c\" {\n vpc_config { subnet_ids = [\"a\"] }\n}", "<unknown aws_eks_cluster.c.vpc_config[1].vpc_id>"},
        {"what is written in a block is known", BUCKET("aws_eks_cluster.c.vpc_config[0].subnet_ids[0]")
         "resource \"aws_eks_cluster\" \"c\" {\n vpc_config { subnet_ids = [\"a\"] }\n}", "\"a\""},
        {"one instance of a count", BUCKET("aws_iam_role.r[1].name") "resource \"aws_iam_role\" \"r\" {\n count = 2\n name = \"x${count.index}\"\n}", "\"x1\""},
        {"all instances of a count", BUCKET("join(\",\", aws_iam_role.r[*].name)") "resource \"aws_iam_role\" \"r\" {\n count = 2\n name = \"x${count.index}\"\n}", "\"x0,x1\""},
        {"an argument of an older provider, through a splat", BUCKET("one(aws_db_instance.d[*].name)") "resource \"aws_db_instance\" \"d\" {\n count = 1\n name = \"x\"\n}", "\"x\""},
        {"an instance whose number is computed", BUCKET("aws_iam_role.r[length(\"x\")].name") "resource \"aws_iam_role\" \"r\" {\n count = 2\n name = \"x${count.index}\"\n}", "\"x1\""},
        {"an element of a local whose number is computed", BUCKET("local.l[1 - 1].a[\"${\"k\"}\"]") "locals { l = [{a = {k = \"x\"}}] }", "\"x\""},
        {"an element of a bound name", BUCKET("[for v in [[\"x\", \"y\"]] : v[0 + 1]][0]"), "\"y\""},
        {"an element whose number is not known", "variable \"v\" {}\n" BUCKET("[\"x\"][var.v]"), "<unknown var.v>"},
        {"an instance that there is none of", BUCKET("try(aws_iam_role.r[0].arn, \"none\")") "resource \"aws_iam_role\" \"r\" { count = 0 }", "\"none\""},
        {"a key that no instance has", BUCKET("try(aws_iam_role.r[\"b\"].arn, \"none\")") "resource \"aws_iam_role\" \"r\" { for_each = toset([\"a\"]) }", "\"none\""},
        {"an instance of a for_each", BUCKET("aws_iam_role.r[\"k\"].name") "resource \"aws_iam_role\" \"r\" {\n for_each = {k = \"x\"}\n name = each.value\n}", "\"x\""},
        {"an attribute that neither schema nor configuration has, through a splat", BUCKET("one(aws_db_instance.d[*].gone)")
         "resource \"aws_db_instance\" \"d\" { count = 1 }", "<unknown aws_db_instance.d[0].gone>"},
        {"a resource that is not here", BUCKET("aws_iam_role.gone.name"), "<unknown aws_iam_role.gone.name>"},
        {"an unknown inside a template", "variable \"v\" {}\n" BUCKET("\"a-${var.v}\""), "<unknown var.v>"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        same_text(cases[i].name, tree_field(&tree, "aws_s3_bucket.b", "bucket"), cases[i].want);
        if (tree.config->notices.len) fail_msg("%s: %s", cases[i].name, tree.config->notices.items[0].detail);
        tree_free(&tree);
    }
}

static void later_sources_of_a_variable_win(void **state)
{
    static const char variable[] = "variable \"v\" { default = \"default\" }\n" BUCKET("var.v");
    static const char *const environment[] = {"HOME=/", "TF_VAR_v=environment", NULL};
    static const char *const vars[] = {"v=flag"};
    static const struct tree_file all[] = {
        {"main.tf", variable}, {"terraform.tfvars", "v = \"tfvars\""}, {"a.auto.tfvars", "v = \"auto a\""}, {"b.auto.tfvars", "v = \"auto b\""},
        {"other/given.tfvars", "v = \"file\""}, {NULL, NULL}};
    static const struct { const char *name; size_t files; bool environment, file, flag; const char *want; } cases[] = {
        {"the default is the last resort", 1, false, false, false, "\"default\""},
        {"the environment wins over the default", 1, true, false, false, "\"environment\""},
        {"terraform.tfvars over the environment", 2, true, false, false, "\"tfvars\""},
        {"*.auto.tfvars over terraform.tfvars", 3, true, false, false, "\"auto a\""},
        {"the last *.auto.tfvars by name over the others", 4, true, false, false, "\"auto b\""},
        {"a file on the command line over those found", 5, true, true, false, "\"file\""},
        {"a value on the command line over all", 5, true, true, true, "\"flag\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree_file files[6] = {{NULL, NULL}};
        struct tree tree;
        for (size_t k = 0; k < cases[i].files; k++) files[k] = all[k];
        tree_write(&tree, files);
        const char *file = arena_printf(tree.arena, "%s/other/given.tfvars", tree.folder);
        struct tf_options options = {.threads = 1, .environment = cases[i].environment ? environment : NULL, .var_files = &file, .n_var_files = cases[i].file,
                                     .vars = vars, .n_vars = cases[i].flag};
        struct error err = {0};
        if (!(tree.config = tf_load(tree.folder, &options, &err))) fail_msg("%s", err.message);
        same_text(cases[i].name, tree_field(&tree, "aws_s3_bucket.b", "bucket"), cases[i].want);
        tree_free(&tree);
    }
}

static void count_and_for_each_give_terraforms_addresses(void **state)
{
    static const struct { const char *name, *text, *want; } cases[] = {
        {"a count", "resource \"aws_sqs_queue\" \"q\" { count = 2 }", "aws_sqs_queue.q[0] aws_sqs_queue.q[1]"},
        {"a count of none", "resource \"aws_sqs_queue\" \"q\" { count = 0 }", ""},
        {"a count in text", "resource \"aws_sqs_queue\" \"q\" { count = \"1\" }", "aws_sqs_queue.q[0]"},
        {"a count that is a truth", "resource \"aws_sqs_queue\" \"q\" { count = true ? 1 : 0 }", "aws_sqs_queue.q[0]"},
        {"a map", "resource \"aws_sqs_queue\" \"q\" { for_each = {b = 1, a = 2} }", "aws_sqs_queue.q[\"a\"] aws_sqs_queue.q[\"b\"]"},
        {"a set", "resource \"aws_sqs_queue\" \"q\" { for_each = toset([\"b\", \"a\"]) }", "aws_sqs_queue.q[\"a\"] aws_sqs_queue.q[\"b\"]"},
        {"a key with a quote", "resource \"aws_sqs_queue\" \"q\" { for_each = toset([\"a\\\"b\"]) }", "aws_sqs_queue.q[\"a\\\"b\"]"},
        {"an unknown count is one of its kind", "variable \"v\" {}\nresource \"aws_sqs_queue\" \"q\" { count = var.v }", "aws_sqs_queue.q"},
        {"an unknown for_each too", "variable \"v\" {}\nresource \"aws_sqs_queue\" \"q\" { for_each = var.v }", "aws_sqs_queue.q"},
        {"keys that are known with values that are not", "variable \"v\" {}\nresource \"aws_sqs_queue\" \"q\" { for_each = {a = var.v} }", "aws_sqs_queue.q[\"a\"]"},
        {"a data source", "data \"aws_ami\" \"a\" {}", "data.aws_ami.a"},
        {"blocks that make no resource, and the data source of a check", "moved {\n from = aws_sqs_queue.a\n to = aws_sqs_queue.q\n}\nimport {\n to = aws_sqs_queue.q\n id = \"x\"\n}\n"
         "check \"c\" {\n data \"aws_ami\" \"a\" {}\n assert {\n  condition = true\n  error_message = \"m\"\n }\n}\n"
         "removed {\n from = aws_sqs_queue.old\n lifecycle { destroy = false }\n}\nresource \"aws_sqs_queue\" \"q\" {}", "aws_sqs_queue.q data.aws_ami.a"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        same_text(cases[i].name, tree_addresses(&tree), cases[i].want);
        if (tree.config->notices.len) fail_msg("%s: %s", cases[i].name, tree.config->notices.items[0].detail);
        tree_free(&tree);
    }
}

static void a_dynamic_block_is_unrolled(void **state)
{
#define GROUP(content) "variable \"v\" {}\nresource \"aws_security_group\" \"g\" {\n" content "\n}"
    static const struct { const char *name, *text, *want; } cases[] = {
        {"once for each element", GROUP("dynamic \"timeouts\" {\n for_each = []\n content {}\n}\ndynamic \"ingress\" {\n for_each = [1, 2]\n content { from_port = ingress.value }\n}"),
         "[{\"from_port\": 1}, {\"from_port\": 2}]"},
        {"with the key of a map", GROUP("dynamic \"ingress\" {\n for_each = {a = 1}\n content {\n description = ingress.key\n from_port = ingress.value\n}\n}"),
         "[{\"description\": \"a\", \"from_port\": 1}]"},
        {"under a name of its own", GROUP("dynamic \"ingress\" {\n for_each = [1]\n iterator = it\n content { from_port = it.value }\n}"), "[{\"from_port\": 1}]"},
        {"beside blocks written out", GROUP("ingress { from_port = 3 }\ndynamic \"ingress\" {\n for_each = [1]\n content { from_port = ingress.value }\n}"),
         "[{\"from_port\": 1}, {\"from_port\": 3}]"},
        {"never, when there is nothing", GROUP("dynamic \"ingress\" {\n for_each = []\n content { from_port = 1 }\n}"), "absent"},
        {"once, when nobody knows how often", GROUP("dynamic \"ingress\" {\n for_each = var.v\n content {\n from_port = ingress.value\n to_port = 5\n}\n}"),
         "[{\"from_port\": <unknown var.v>, \"to_port\": 5}]"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        same_text(cases[i].name, tree_field(&tree, "aws_security_group.g", "ingress"), cases[i].want);
        tree_free(&tree);
    }
}

static void dynamic_blocks_nest(void **state)
{
    struct tree tree;
    (void)state;
    tree_load(&tree, (const struct tree_file[]){{"main.tf",
        "resource \"aws_s3_bucket\" \"b\" {\n dynamic \"lifecycle_rule\" {\n  for_each = {a = [1, 2]}\n  content {\n   id = lifecycle_rule.key\n"
        "   dynamic \"transition\" {\n    for_each = lifecycle_rule.value\n    content { days = transition.value }\n   }\n  }\n }\n}"}, {NULL, NULL}}, NULL);
    same_text("inner blocks see both iterators", tree_field(&tree, "aws_s3_bucket.b", "lifecycle_rule"), "[{\"id\": \"a\", \"transition\": [{\"days\": 1}, {\"days\": 2}]}]");
    tree_free(&tree);
}

static void modules_are_called_with_their_arguments(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "module \"m\" {\n for_each = toset([\"a\", \"b\"])\n source = \"./child\"\n name = \"x-${each.key}\"\n}\n"
                    "resource \"aws_s3_bucket\" \"all\" { bucket = join(\",\", [for m in module.m : m.name]) }\n"
                    "resource \"aws_s3_bucket\" \"one\" { bucket = module.m[\"b\"].deep }\n"
                    "resource \"aws_s3_bucket\" \"made\" { bucket = module.m[\"a\"].arn }"},
        {"child/main.tf", "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = var.name }\nmodule \"deeper\" {\n source = \"../deeper\"\n name = var.name\n}\n"
                          "output \"name\" { value = aws_s3_bucket.b.bucket }\noutput \"deep\" { value = module.deeper.name }\noutput \"arn\" { value = aws_s3_bucket.b.arn }"},
        {"deeper/main.tf", "variable \"name\" {}\noutput \"name\" { value = \"${var.name}!\" }\nresource \"aws_sqs_queue\" \"q\" { name = var.name }"},
        {NULL, NULL}};
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    same_text("addresses", tree_addresses(&tree), "aws_s3_bucket.all aws_s3_bucket.made aws_s3_bucket.one module.m[\"a\"] module.m[\"a\"].aws_s3_bucket.b module.m[\"a\"].module.deeper "
              "module.m[\"a\"].module.deeper.aws_sqs_queue.q module.m[\"b\"] module.m[\"b\"].aws_s3_bucket.b module.m[\"b\"].module.deeper "
              "module.m[\"b\"].module.deeper.aws_sqs_queue.q");
    same_text("an argument", tree_field(&tree, "module.m[\"b\"].aws_s3_bucket.b", "bucket"), "\"x-b\"");
    same_text("outputs of all instances", tree_field(&tree, "aws_s3_bucket.all", "bucket"), "\"x-a,x-b\"");
    same_text("an output of an output", tree_field(&tree, "aws_s3_bucket.one", "bucket"), "\"x-b!\"");
    same_text("an unknown keeps its address", tree_field(&tree, "aws_s3_bucket.made", "bucket"), "<unknown module.m[\"a\"].aws_s3_bucket.b.arn>");
    assert_int_equal(tree.config->roots, 1);
    assert_int_equal(tree.config->notices.len, 0);
    tree_free(&tree);
}

static void references_are_followed_through_modules(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "module \"b\" { source = \"./bucket\" }\nmodule \"p\" {\n source = \"./policy\"\n bucket = local.bucket\n}\nlocals { bucket = module.b.id }"},
        {"bucket/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\noutput \"id\" { value = aws_s3_bucket.b.id }"},
        {"policy/main.tf", "variable \"bucket\" {}\nresource \"aws_s3_bucket_policy\" \"p\" { bucket = var.bucket }"},
        {NULL, NULL}};
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    const struct resource *r = tree_resource(&tree, "module.p.aws_s3_bucket_policy.p");
    assert_non_null(r);
    assert_int_equal(r->refs.len, 1);
    assert_string_equal(r->refs.items[0].path, "bucket");
    assert_string_equal(r->refs.items[0].target, "module.b.aws_s3_bucket.b.id");
    tree_free(&tree);
}

static void a_provider_gives_region_and_tags(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "provider \"aws\" {\n region = \"eu-west-1\"\n default_tags { tags = {team = \"a\", env = \"x\"} }\n}\nprovider \"aws\" {\n alias = \"us\"\n region = \"us-east-1\"\n}\n"
                    "resource \"aws_s3_bucket\" \"here\" { tags = {env = \"y\"} }\nresource \"aws_s3_bucket\" \"there\" { provider = aws.us }\n"
                    "module \"down\" { source = \"./m\" }\nmodule \"passed\" {\n source = \"./m\"\n providers = {aws = aws.us}\n}"},
        {"m/main.tf", "resource \"aws_s3_bucket\" \"b\" {}"}, {NULL, NULL}};
    static const struct { const char *address, *region, *tags; } cases[] = {
        {"aws_s3_bucket.here", "eu-west-1", "{\"env\": \"y\", \"team\": \"a\"}"}, {"aws_s3_bucket.there", "us-east-1", "absent"},
        {"module.down.aws_s3_bucket.b", "eu-west-1", "{\"env\": \"x\", \"team\": \"a\"}"}, {"module.passed.aws_s3_bucket.b", "us-east-1", "absent"},
    };
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct resource *r = tree_resource(&tree, cases[i].address);
        same_text(cases[i].address, r && r->region ? r->region : "none", cases[i].region);
        same_text(cases[i].address, tree_field(&tree, cases[i].address, "tags_all"), cases[i].tags);
    }
    tree_free(&tree);
}

static void override_files_replace_arguments_and_blocks(void **state)
{
    static const struct tree_file files[] = {
        {"main.tf", "resource \"aws_s3_bucket\" \"b\" {\n bucket = \"a\"\n acl = \"private\"\n versioning { enabled = false }\n}\nlocals { l = 1 }"},
        {"z_override.tf", "resource \"aws_s3_bucket\" \"b\" {\n acl = \"public-read\"\n versioning { mfa_delete = true }\n}"}, {NULL, NULL}};
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    same_text("one resource", tree_addresses(&tree), "aws_s3_bucket.b");
    same_text("an argument left alone", tree_field(&tree, "aws_s3_bucket.b", "bucket"), "\"a\"");
    same_text("an argument replaced", tree_field(&tree, "aws_s3_bucket.b", "acl"), "\"public-read\"");
    same_text("blocks of the type replaced", tree_field(&tree, "aws_s3_bucket.b", "versioning"), "[{\"mfa_delete\": true}]");
    tree_free(&tree);
}

static void json_syntax_says_the_same(void **state)
{
    static const char native[] = "resource \"aws_s3_bucket\" \"b\" {\n count = 1\n bucket = \"x-${count.index}\"\n tags = {a = \"b\"}\n versioning { enabled = true }\n"
                                 " dynamic \"cors_rule\" {\n  for_each = [\"GET\"]\n  content { allowed_methods = [cors_rule.value] }\n }\n}";
    static const char json[] = "{\"resource\": {\"aws_s3_bucket\": {\"b\": {\"count\": 1, \"bucket\": \"x-${count.index}\", \"tags\": {\"a\": \"b\"}, \"versioning\": {\"enabled\": true},"
                               "\"dynamic\": {\"cors_rule\": {\"for_each\": [\"GET\"], \"content\": {\"allowed_methods\": [\"${cors_rule.value}\"]}}}}}}}";
    struct tree a, b;
    (void)state;
    tree_load(&a, (const struct tree_file[]){{"main.tf", native}, {NULL, NULL}}, NULL);
    tree_load(&b, (const struct tree_file[]){{"main.tf.json", json}, {NULL, NULL}}, NULL);
    assert_int_equal(a.config->resources.len, 1);
    assert_int_equal(b.config->resources.len, 1);
    same_text("addresses", tree_addresses(&b), tree_addresses(&a));
    same_text("values", text_of(b.arena, b.config->resources.items[0]->values), text_of(a.arena, a.config->resources.items[0]->values));
    tree_free(&a);
    tree_free(&b);
}

static void cycles_are_said_and_end(void **state)
{
    static const struct { const char *name; struct tree_file files[4]; } cases[] = {
        {"locals", {{"main.tf", "locals {\n a = local.b\n b = local.a\n}\n" BUCKET("local.a")}}},
        {"resources", {{"main.tf", BUCKET("aws_sqs_queue.q.name") "resource \"aws_sqs_queue\" \"q\" { name = aws_s3_bucket.b.bucket }"}}},
        {"a resource of itself", {{"main.tf", BUCKET("aws_s3_bucket.b.bucket")}}},
        {"a count of itself", {{"main.tf", "resource \"aws_s3_bucket\" \"b\" { count = length(aws_s3_bucket.b) }"}}},
        {"outputs through a module", {{"main.tf", "module \"m\" {\n source = \"./m\"\n v = module.m.o\n}\n" BUCKET("module.m.o")},
                                      {"m/main.tf", "variable \"v\" {}\noutput \"o\" { value = var.v }"}}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, cases[i].files, NULL);
        if (!tree_notices(&tree, NOTICE_CYCLE, "depends on itself")) fail_msg("%s", cases[i].name);
        if (tree.config->resources.len == 0) fail_msg("%s: nothing is left", cases[i].name);
        tree_free(&tree);
    }
}

static void a_ring_of_modules_ends(void **state)
{
    static const struct tree_file files[] = {{"main.tf", "module \"a\" { source = \"./a\" }"}, {"a/main.tf", "module \"b\" { source = \"../b\" }\nresource \"aws_sqs_queue\" \"q\" {}"},
                                             {"b/main.tf", "module \"a\" { source = \"../a\" }"}, {NULL, NULL}};
    struct tree tree;
    (void)state;
    tree_load(&tree, files, NULL);
    assert_true(tree.config->notices.len > 0);
    assert_non_null(tree_resource(&tree, "module.a.aws_sqs_queue.q"));
    tree_free(&tree);
}

static void what_is_not_here_is_said(void **state)
{
    static const struct { const char *name, *text; enum notice_kind kind; const char *part; } cases[] = {
        {"a module of the registry", "module \"m\" { source = \"a/b/aws\" }", NOTICE_MODULE_NOT_LOADED, "a/b/aws"},
        {"a folder", "module \"m\" { source = \"./gone\" }", NOTICE_MODULE_NOT_LOADED, "./gone"},
        {"a file", BUCKET("file(\"gone.txt\")"), NOTICE_FILE_MISSING, "gone.txt"},
        {"a file outside the tree", BUCKET("file(\"/etc/passwd\")"), NOTICE_FILE_MISSING, "/etc/passwd"},
        {"a module outside the tree", "module \"m\" { source = \"../..\" }", NOTICE_MODULE_NOT_LOADED, "../.."},
        {"a variable", BUCKET("var.gone"), NOTICE_INVALID, "there is no variable named 'gone'"},
        {"a local", BUCKET("local.gone"), NOTICE_INVALID, "there is no local value named 'gone'"},
        {"a value that is refused", "variable \"v\" {\n default = \"bad\"\n validation {\n  condition = var.v != \"bad\"\n  error_message = \"not that.\"\n }\n}\n" BUCKET("var.v"),
         NOTICE_INVALID, "not that."},
        {"a default of another type", "variable \"v\" {\n type = number\n default = \"x\"\n}\n" BUCKET("var.v"), NOTICE_INVALID, "variable 'v'"},
        {"a file that is cut off", "resource \"aws_s3_bucket\" \"b\" {", NOTICE_FILE_ERROR, ""},
        {"a count without end", "resource \"aws_s3_bucket\" \"b\" { count = 100000000 }", NOTICE_LIMIT, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        if (!tree_notices(&tree, cases[i].kind, cases[i].part)) fail_msg("%s: %s", cases[i].name, tree.config->notices.len ? tree.config->notices.items[0].detail : "nothing said");
        tree_free(&tree);
    }
}

static void what_is_sensitive_is_known_to_be(void **state)
{
    static const struct { const char *name, *text; bool want; } cases[] = {
        {"a variable that is not", "variable \"v\" { default = \"x\" }\n" BUCKET("var.v"), false},
        {"a sensitive variable", "variable \"v\" {\n default = \"x\"\n sensitive = true\n}\n" BUCKET("var.v"), true},
        {"through a local and a template", "variable \"v\" {\n default = \"x\"\n sensitive = true\n}\nlocals { l = \"a-${var.v}\" }\n" BUCKET("local.l"), true},
        {"the function", BUCKET("sensitive(\"x\")"), true},
        {"an ephemeral variable", "variable \"v\" {\n default = \"x\"\n ephemeral = true\n}\n" BUCKET("var.v"), true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tree tree;
        tree_load(&tree, (const struct tree_file[]){{"main.tf", cases[i].text}, {NULL, NULL}}, NULL);
        if (resource_is_sensitive(tree_resource(&tree, "aws_s3_bucket.b"), "bucket") != cases[i].want) fail_msg("%s", cases[i].name);
        tree_free(&tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attribute_is_worth_what_terraform_makes_of_it), cmocka_unit_test(later_sources_of_a_variable_win),
        cmocka_unit_test(count_and_for_each_give_terraforms_addresses), cmocka_unit_test(a_dynamic_block_is_unrolled), cmocka_unit_test(dynamic_blocks_nest),
        cmocka_unit_test(modules_are_called_with_their_arguments), cmocka_unit_test(references_are_followed_through_modules),
        cmocka_unit_test(a_provider_gives_region_and_tags), cmocka_unit_test(override_files_replace_arguments_and_blocks),
        cmocka_unit_test(json_syntax_says_the_same), cmocka_unit_test(cycles_are_said_and_end), cmocka_unit_test(a_ring_of_modules_ends),
        cmocka_unit_test(what_is_not_here_is_said), cmocka_unit_test(what_is_sensitive_is_known_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
