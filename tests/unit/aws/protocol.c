#include "../unit.h"
#include "aws/protocol.h"
#include "value/json.h"

struct fixture { struct aws_models *models; struct arena *arena; };

static int begin(void **state)
{
    static struct fixture f;   /* one test at a time */
    f = (struct fixture){aws_models_new(), arena_new(0)};
    *state = &f;
    return !f.models || !f.arena;
}

static int end(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    aws_models_free(f->models);
    return 0;
}

static struct value json(struct arena *arena, const char *text)
{
    struct value v = VALUE_NONE;
    if (!json_read(arena, str_of(text), NULL, &v, NULL, NULL)) fail_msg("%s", text);
    return v;
}

static struct aws_operation operation(struct fixture *f, const char *service, const char *name)
{
    struct aws_operation op;
    struct error err = {0};
    const struct aws_service *s = aws_models_service(f->models, str_of(service), &err);
    if (!s || !aws_operation_find(f->arena, s, str_of(name), &op, &err)) fail_msg("%s", err.message);
    return op;
}

static const struct { const char *service, *operation, *params, *method, *path, *query, *body; } requests[] = {
    {"ec2", "DescribeInstances", "{\"Filters\": [{\"Name\": \"vpc-id\", \"Values\": [\"a b\", \"c&d\"]}], \"DryRun\": false}", "POST", "/", "",
     "Action=DescribeInstances&Version=2016-11-15&DryRun=false&Filter.1.Name=vpc-id&Filter.1.Value.1=a%20b&Filter.1.Value.2=c%26d"},
    {"iam", "TagRole", "{\"RoleName\": \"r\", \"Tags\": [{\"Key\": \"k\", \"Value\": \"v\"}]}", "POST", "/", "",
     "Action=TagRole&Version=2010-05-08&RoleName=r&Tags.member.1.Key=k&Tags.member.1.Value=v"},
    {"kms", "ListKeys", "{\"Limit\": 10}", "POST", "/", "", "{\"Limit\":10}"},
    {"lambda", "GetPolicy", "{\"FunctionName\": \"a/b c\", \"Qualifier\": \"$LATEST\"}", "GET", "/2015-03-31/functions/a%2Fb%20c/policy", "Qualifier=%24LATEST", ""},
    {"s3", "GetObject", "{\"Bucket\": \"b\", \"Key\": \"a/\xc3\xa9 ?.txt\"}", "GET", "/b/a/%C3%A9%20%3F.txt", "", ""},
    {"s3", "ListObjectsV2", "{\"Bucket\": \"b\", \"Prefix\": \"x/\"}", "GET", "/b", "list-type=2&encoding-type=url&prefix=x%2F", ""},
    {"s3", "PutPublicAccessBlock", "{\"Bucket\": \"b\", \"PublicAccessBlockConfiguration\": {\"BlockPublicAcls\": true}}", "PUT", "/b", "publicAccessBlock",
     "<PublicAccessBlockConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"},
    {"cloudwatch", "ListMetrics", "{}", "POST", "/", "", "{}"},
    {"sts", "GetCallerIdentity", "{}", "POST", "/", "", "Action=GetCallerIdentity&Version=2011-06-15"},
};

static void parameters_become_the_request_of_the_services_protocol(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct aws_operation op = operation(f, requests[i].service, requests[i].operation);
        struct aws_http_request r;
        struct error err = {0};
        if (!aws_serialize(f->arena, &op, json(f->arena, requests[i].params), NULL, &r, &err)) fail_msg("%s: %s", requests[i].operation, err.message);
        assert_string_equal(r.method, requests[i].method);
        assert_string_equal(r.path, requests[i].path);
        assert_string_equal(r.query, requests[i].query);
        if (!str_is(r.body, requests[i].body)) fail_msg("%s: %.*s", requests[i].operation, (int)r.body.len, r.body.s);
    }
}

static void headers_say_what_the_protocol_needs(void **state)
{
    struct fixture *f = *state;
    struct aws_operation keys = operation(f, "kms", "ListKeys"), block = operation(f, "s3", "PutPublicAccessBlock"), lake = operation(f, "s3control", "GetPublicAccessBlock");
    struct aws_http_request r;
    assert_true(aws_serialize(f->arena, &keys, VALUE_NONE, NULL, &r, NULL));
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-target"), "TrentService.ListKeys");
    assert_string_equal(aws_headers_get(&r.headers, "content-type"), "application/x-amz-json-1.1");
    assert_true(aws_serialize(f->arena, &block, json(f->arena, "{\"Bucket\": \"b\", \"PublicAccessBlockConfiguration\": {}}"), NULL, &r, NULL));
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-sdk-checksum-algorithm"), "CRC32");
    assert_non_null(aws_headers_get(&r.headers, "x-amz-checksum-crc32"));
    assert_true(aws_serialize(f->arena, &lake, json(f->arena, "{\"AccountId\": \"111122223333\"}"), NULL, &r, NULL));
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-account-id"), "111122223333");
    /* CRC-32, CRC-32C and CRC-64/NVME of "123456789", as their catalogue has them */
    static const struct { const char *algorithm, *header, *want; } sums[] = {
        {"CRC32", "x-amz-checksum-crc32", "y/Q5Jg=="}, {"CRC32C", "x-amz-checksum-crc32c", "4waSgw=="}, {"CRC64NVME", "x-amz-checksum-crc64nvme", "rosUhgp5mIg="},
        {"SHA256", "x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="},
    };
    struct aws_operation put = operation(f, "s3", "PutObject");
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        const char *params = arena_printf(f->arena, "{\"Bucket\": \"b\", \"Key\": \"k\", \"Body\": \"MTIzNDU2Nzg5\", \"ChecksumAlgorithm\": \"%s\"}", sums[i].algorithm);
        assert_true(aws_serialize(f->arena, &put, json(f->arena, params), NULL, &r, NULL));
        assert_true(str_is(r.body, "123456789"));
        assert_string_equal(aws_headers_get(&r.headers, sums[i].header), sums[i].want);
    }
}

static const struct { const char *service, *operation, *params, *message, *help; } refused[] = {
    {"ec2", "DescribeInstances", "{\"Filters\": [{\"Nmae\": \"x\"}]}", "Filters[0].Nmae of DescribeInstances: there is no such parameter", "did you mean 'Name'?"},
    {"ec2", "DescribeInstances", "{\"MaxResults\": \"5\"}", "MaxResults of DescribeInstances: must be an integer, not string", ""},
    {"ec2", "DescribeInstances", "{\"MaxResults\": 1.5}", "MaxResults of DescribeInstances: must be an integer, not number", ""},
    {"ec2", "DescribeInstances", "{\"InstanceIds\": \"i-1\"}", "InstanceIds of DescribeInstances: must be an array, not string", ""},
    {"ec2", "DescribeInstances", "{\"DryRun\": \"true\"}", "DryRun of DescribeInstances: must be a boolean, not string", ""},
    {"s3", "GetObject", "{\"Bucket\": \"b\"}", "Key of GetObject: is required", ""},
    {"s3", "GetObject", "{\"Bucket\": \"\", \"Key\": \"k\"}", "Bucket of GetObject: is part of the path and cannot be empty", ""},
    {"s3", "GetObject", "{\"Bucket\": \"b\", \"Key\": \"k\", \"IfMatch\": \"x\\r\\nHost: evil\"}", "IfMatch of GetObject: is a header and cannot have control characters", ""},
    {"s3", "GetObject", "{\"Bucket\": \"b\", \"Key\": \"k\", \"IfModifiedSince\": \"yesterday\"}", "IfModifiedSince of GetObject: must be a time: ISO 8601, or seconds since 1970", ""},
    {"s3", "PutObject", "{\"Bucket\": \"b\", \"Key\": \"k\", \"Body\": \"not base64!\"}", "Body of PutObject: is not base64", ""},
    {"s3", "PutObject", "{\"Bucket\": \"b\", \"Key\": \"k\", \"Metadata\": {\"a: b\": \"c\"}}", "'a: b' of PutObject: cannot be the name of a header", ""},
    {"s3control", "ListAccessPoints", "{\"AccountId\": \"evil.example.com/\"}", "AccountId of ListAccessPoints: is part of the host's name, and must be letters, digits, hyphens and points", ""},
    {"rds-data", "ExecuteStatement", "{\"resourceArn\": \"r\", \"secretArn\": \"s\", \"sql\": \"q\", \"parameters\": [{\"value\": {\"isNull\": true, \"longValue\": 1}}]}",
     "parameters[0].value of ExecuteStatement: must have exactly one member", ""},
    {"kms", "ListKeys", "[]", "the parameters of ListKeys: must be an object", ""},
};

static void wrong_parameters_are_refused_with_their_path(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct aws_operation op = operation(f, refused[i].service, refused[i].operation);
        struct aws_http_request r;
        struct error err = {0};
        if (aws_serialize(f->arena, &op, json(f->arena, refused[i].params), NULL, &r, &err)) fail_msg("%s: not refused", refused[i].params);
        assert_ptr_equal(err.code, &AWS_PARAMETER);
        assert_string_equal(err.message, refused[i].message);
        assert_string_equal(err.help, refused[i].help);
    }
    struct aws_operation op = operation(f, "ec2", "DescribeInstances");
    struct value unknown = value_with(f->arena, VALUE_NONE, value_cstring(f->arena, "NextToken"), value_unknown_ref(f->arena, "a.b"));
    struct aws_http_request r;
    struct error err = {0};
    assert_false(aws_serialize(f->arena, &op, unknown, NULL, &r, &err));
    assert_string_equal(err.message, "the parameters of DescribeInstances: is not known");
}

static const struct { const char *name, *service, *operation; int status; const char *body, *result; } answers[] = {
    {"a list of ec2", "ec2", "DescribeVpcs", 200, "<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault></item></vpcSet></DescribeVpcsResponse>",
     "{\"Vpcs\":[{\"IsDefault\":true,\"VpcId\":\"vpc-1\"}]}"},
    {"an empty list is there, an absent one is not", "ec2", "DescribeVpcs", 200, "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>", "{\"Vpcs\":[]}"},
    {"a result of query inside its wrapper, a time as awscli has it", "iam", "GetRole", 200,
     "<GetRoleResponse><GetRoleResult><Role><Path>/</Path><CreateDate>2024-05-01T12:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>", "{\"Role\":{\"CreateDate\":\"2024-05-01T12:00:00+00:00\",\"Path\":\"/\"}}"},
    {"json", "kms", "ListKeys", 200, "{\"Keys\": [{\"KeyId\": \"k\"}], \"Truncated\": false, \"Unknown\": 1}", "{\"Keys\":[{\"KeyId\":\"k\"}],\"Truncated\":false}"},
    {"seconds become a time", "kms", "DescribeKey", 200, "{\"KeyMetadata\": {\"KeyId\": \"k\", \"CreationDate\": 1714564800.5}}", "{\"KeyMetadata\":{\"CreationDate\":\"2024-05-01T12:00:00.500000+00:00\",\"KeyId\":\"k\"}}"},
    {"the bucket's region is the root itself", "s3", "GetBucketLocation", 200, "<?xml version=\"1.0\"?>\n<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>", "{\"LocationConstraint\":\"eu-west-1\"}"},
    {"and empty in the oldest region", "s3", "GetBucketLocation", 200, "<LocationConstraint/>", "{}"},
    {"keys that came percent-encoded are plain", "s3", "ListObjectsV2", 200,
     "<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><Prefix>a%2F</Prefix><Contents><Key>a%2Fb+c%01</Key></Contents></ListBucketResult>", "{\"Contents\":[{\"Key\":\"a/b c\\u0001\"}],\"Name\":\"b\",\"Prefix\":\"a/\"}"},
    {"a body is base64", "s3", "GetObject", 200, "hi", "{\"Body\":\"aGk=\",\"Metadata\":{}}"},
    {"nothing to say", "s3", "PutBucketVersioning", 200, "", "{}"},
};

static void answers_become_the_members_of_the_output(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct aws_operation op = operation(f, answers[i].service, answers[i].operation);
        struct aws_http_response response = {.status = answers[i].status, .body = str_of(answers[i].body)};
        struct value result;
        struct aws_fault fault;
        struct error err = {0};
        if (!aws_parse(f->arena, &op, &response, &result, &fault, &err)) fail_msg("%s: %s", answers[i].name, err.message);
        assert_string_equal(fault.code, "");
        struct buf text = buf_new(0);
        json_write(&text, result, 0);
        if (strcmp(text.s, answers[i].result)) fail_msg("%s: %s", answers[i].name, text.s);
        buf_free(&text);
    }
}

static const struct { const char *service, *operation; int status; const char *body, *code, *message, *request_id, *details; } faults[] = {
    {"s3", "GetBucketPolicy", 404, "<Error><Code>NoSuchBucketPolicy</Code><Message>none</Message><BucketName>b</BucketName><RequestId>r1</RequestId></Error>", "NoSuchBucketPolicy", "none", "r1", "{\"BucketName\":\"b\"}"},
    {"s3", "CopyObject", 200, "<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code><Message>wait</Message></Error>", "SlowDown", "wait", "", "{}"},
    {"ec2", "DescribeVpcs", 400, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>r2</RequestID></Response>", "UnauthorizedOperation", "no", "r2", "{}"},
    {"iam", "GetRole", 404, "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>gone</Message></Error><RequestId>r3</RequestId></ErrorResponse>", "NoSuchEntity", "gone", "r3", "{}"},
    {"kms", "ListKeys", 400, "{\"__type\": \"com.amazonaws#AccessDeniedException\", \"Message\": \"no\"}", "AccessDeniedException", "no", "", "{}"},
    {"kms", "ListKeys", 503, "<html><body>busy</body></html>", "503", "Service Unavailable", "", "{}"},
    {"ec2", "DescribeVpcs", 503, "<Response><Errors><Err", "503", "Service Unavailable", "", "{}"},
    {"s3", "HeadBucket", 404, "", "404", "Not Found", "", "{}"},
};

static void a_refusal_has_its_code_whatever_its_form(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        struct aws_operation op = operation(f, faults[i].service, faults[i].operation);
        struct aws_http_response response = {.status = faults[i].status, .body = str_of(faults[i].body)};
        struct value result;
        struct aws_fault fault;
        struct error err = {0};
        if (!aws_parse(f->arena, &op, &response, &result, &fault, &err)) fail_msg("%s: %s", faults[i].code, err.message);
        assert_string_equal(fault.code, faults[i].code);
        assert_string_equal(fault.message, faults[i].message);
        assert_string_equal(fault.request_id, faults[i].request_id);
        assert_true(value_is_none(result));
        struct buf text = buf_new(0);
        json_write(&text, fault.details, 0);
        if (strcmp(text.s, faults[i].details)) fail_msg("%s: %s", faults[i].code, text.s);
        buf_free(&text);
    }
}

static const struct { const char *service, *operation, *body; } broken[] = {
    {"s3", "GetBucketLocation", ""},                                      /* nothing is not "there is none" */
    {"s3", "GetBucketPolicyStatus", ""},
    {"s3", "ListBuckets", "<html><body>Sign in</body></html>"},           /* good XML, and a page of something in between */
    {"s3", "ListBuckets", "<?xml version=\"1.0\"?>\n<HTML></HTML>"},
    {"s3", "GetBucketPolicy", ""},
    {"s3", "GetBucketPolicy", "{\"Version\":\"2012-10-17\",\"Stat"},      /* raw text for the protocol, and yet JSON */
    {"s3", "GetBucketPolicy", "<html>no</html>"},
    {"lambda", "ListFunctions", ""},
    {"ec2", "DescribeVpcs", ""}, {"ec2", "DescribeVpcs", "<DescribeVpcsResponse><vpcSet><item>"}, {"ec2", "DescribeVpcs", "<html><body>sign in</body></html>"},
    {"ec2", "DescribeVpcs", "<Other/>"}, {"ec2", "DescribeVpcs", "{\"Vpcs\": []}"}, {"iam", "ListRoles", "<ListRolesResponse/>"},
    {"ec2", "DescribeVpcs", "<!DOCTYPE a [<!ENTITY e \"x\">]><DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>"},
    {"kms", "ListKeys", ""}, {"kms", "ListKeys", "{\"Keys\": ["}, {"kms", "ListKeys", "[]"}, {"kms", "ListKeys", "null"}, {"kms", "ListKeys", "{\"Keys\": {}}"}, {"kms", "ListKeys", "{} {}"},
    {"kms", "DescribeKey", "{\"KeyMetadata\": {\"CreationDate\": \"soon\"}}"}, {"s3", "ListBuckets", "<ListAllMyBucketsResult><Buckets>"},
    {"ec2", "DescribeVolumes", "<DescribeVolumesResponse><volumeSet><item><size>big</size></item></volumeSet></DescribeVolumesResponse>"},
    {"lambda", "ListFunctions", "{\"Functions\": ["}, {"kms", "ListKeys", "{\"NextMarker\": \"\xff\"}"},
};

static void what_is_no_answer_never_becomes_a_result(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        struct aws_operation op = operation(f, broken[i].service, broken[i].operation);
        struct aws_http_response response = {.status = 200, .body = str_of(broken[i].body)};
        struct value result;
        struct aws_fault fault;
        struct error err = {0};
        if (aws_parse(f->arena, &op, &response, &result, &fault, &err)) fail_msg("%s: taken for an answer", broken[i].body);
        assert_ptr_equal(err.code, &AWS_ANSWER);
        assert_true(value_is_none(result));
    }
}

static void every_cut_of_an_answer_is_noticed(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct aws_operation op = operation(f, answers[i].service, answers[i].operation);
        if (strcmp(answers[i].operation, "GetObject") == 0) continue;   /* any bytes are a body */
        for (size_t n = 1; n + 1 < strlen(answers[i].body); n++) {
            struct aws_http_response response = {.status = 200, .body = {answers[i].body, n}};
            struct value result;
            struct aws_fault fault;
            struct error err = {0};
            if (aws_parse(f->arena, &op, &response, &result, &fault, &err)) fail_msg("%s, %zu bytes", answers[i].name, n);
            assert_ptr_equal(err.code, &AWS_ANSWER);
        }
    }
}

static void memory_may_end_at_any_point(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct aws_operation op = operation(f, requests[i].service, requests[i].operation);
        struct value params = json(f->arena, requests[i].params);
        bool done = false;
        for (size_t n = 1; !done; n++) {
            struct arena *arena = arena_new(0);
            struct aws_http_request r;
            struct error err = {0};
            arena_fail_at(arena, n);
            done = aws_serialize(arena, &op, params, "t", &r, &err);
            if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("%s, allocation %zu: %s", requests[i].operation, n, err.message);
            arena_free(arena);
        }
    }
    for (size_t i = 0; i < COUNT_OF(answers) + COUNT_OF(faults); i++) {
        bool fault_case = i >= COUNT_OF(answers);
        size_t k = fault_case ? i - COUNT_OF(answers) : i;
        struct aws_operation op = operation(f, fault_case ? faults[k].service : answers[k].service, fault_case ? faults[k].operation : answers[k].operation);
        struct aws_http_response response = {.status = fault_case ? faults[k].status : 200, .body = str_of(fault_case ? faults[k].body : answers[k].body)};
        bool done = false;
        for (size_t n = 1; !done; n++) {
            struct arena *arena = arena_new(0);
            struct value result;
            struct aws_fault fault;
            struct error err = {0};
            arena_fail_at(arena, n);
            done = aws_parse(arena, &op, &response, &result, &fault, &err);
            if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("%s, allocation %zu: %s", op.name, n, err.message);
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parameters_become_the_request_of_the_services_protocol, begin, end),
        cmocka_unit_test_setup_teardown(headers_say_what_the_protocol_needs, begin, end),
        cmocka_unit_test_setup_teardown(wrong_parameters_are_refused_with_their_path, begin, end),
        cmocka_unit_test_setup_teardown(answers_become_the_members_of_the_output, begin, end),
        cmocka_unit_test_setup_teardown(a_refusal_has_its_code_whatever_its_form, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_answer_never_becomes_a_result, begin, end),
        cmocka_unit_test_setup_teardown(every_cut_of_an_answer_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(memory_may_end_at_any_point, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
