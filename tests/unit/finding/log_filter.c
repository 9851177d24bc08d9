/* Filter patterns of CloudWatch Logs: what they select, in every spelling. */
#include "../unit.h"

#include "finding/log_filter.h"
#include "value/json.h"

#define EVENT "{\"eventName\":\"DeletePolicy\",\"eventSource\":\"iam.amazonaws.com\",\"errorCode\":\"Client.UnauthorizedOperation\",\"count\":3,\"ok\":true," \
    "\"none\":null,\"userIdentity\":{\"type\":\"Root\"},\"list\":[{\"a\":\"x\"}],\"a b\":\"y\",\"quote\":\"say \\\"hi\\\"\"}"

static void a_pattern_selects_what_aws_documents(void **state)
{
    static const struct { const char *name, *pattern; bool want; } cases[] = {
        {"a string", "{ $.eventName = \"DeletePolicy\" }", true}, {"without quotes", "{$.eventName=DeletePolicy}", true}, {"another string", "{ $.eventName = DeletePolic }", false},
        {"capitals matter", "{ $.eventName = deletepolicy }", false}, {"a wildcard behind", "{ $.eventName = Delete* }", true}, {"before, in quotes", "{ $.errorCode = \"*UnauthorizedOperation\" }", true},
        {"in between", "{ $.eventName = D*P*y }", true}, {"a wildcard that does not fit", "{ $.eventName = D*z* }", false}, {"all", "{ $.eventName = * }", true},
        {"unequal", "{ $.eventName != \"X\" }", true}, {"unequal to itself", "{ $.eventName != DeletePolicy }", false},
        {"a nested field", "{ $.userIdentity.type = Root }", true}, {"a field that is not there", "{ $.userIdentity.invokedBy = x }", false},
        {"NOT EXISTS", "{ $.userIdentity.invokedBy NOT EXISTS }", true}, {"NOT EXISTS of what does", "{ $.userIdentity NOT EXISTS }", false}, {"EXISTS", "{ $.userIdentity EXISTS }", true},
        {"IS NULL", "{ $.none IS NULL }", true}, {"IS NULL of what is missing", "{ $.missing IS NULL }", false}, {"IS TRUE", "{ $.ok IS TRUE }", true}, {"IS FALSE", "{ $.ok IS FALSE }", false},
        {"a number", "{ $.count = 3 }", true}, {"a number in other letters", "{ $.count = 3.0 }", true}, {"greater", "{ $.count > 2 }", true}, {"not greater", "{ $.count > 3 }", false},
        {"greater or equal", "{ $.count >= 3 }", true}, {"less", "{ $.count < 3 }", false}, {"less or equal", "{ $.count <= 3 }", true}, {"greater than no number", "{ $.eventName > 1 }", false},
        {"an element", "{ $.list[0].a = x }", true}, {"an element that is not there", "{ $.list[1].a = x }", false}, {"a field in brackets", "{ $.[\"a b\"] = y }", true},
        {"an escape", "{ $.quote = \"say \\\"hi\\\"\" }", true},
        {"both", "{ ($.eventName = DeletePolicy) && ($.count = 3) }", true}, {"one of both", "{ ($.eventName = DeletePolicy) && ($.count = 4) }", false},
        {"either", "{ ($.eventName = X) || ($.count = 3) }", true}, {"neither", "{ ($.eventName = X) || ($.count = 4) }", false},
        {"&& goes before ||", "{ $.count = 3 || $.count = 3 && $.count = 4 }", true}, {"parentheses go before both", "{ ($.count = 3 || $.count = 3) && $.count = 4 }", false},
        {"lines and no blanks", "{($.eventName=X)||\n\t($.eventName=DeletePolicy)}", true}, {"nested parentheses", "{ ((($.count = 3))) }", true},
        {"nothing is everything", "", true}, {"a term", "DeletePolicy", true}, {"a term that is not there", "CreatePolicy", false}, {"two terms", "DeletePolicy Root", true},
        {"two, one missing", "DeletePolicy Nobody", false}, {"a quoted term", "\"iam.amazonaws.com\"", true}, {"either term", "?X ?Root", true}, {"neither term", "?X ?Y", false}, {"a term too much", "DeletePolicy -Root", false},
        {"not closed", "{ $.count = 3", false}, {"a parenthesis not closed", "{ ($.count = 3 }", false}, {"text behind", "{ $.count = 3 } x", false}, {"no value", "{ $.count = }", false},
        {"no selector", "{ count = 3 }", false}, {"no operator", "{ $.count 3 }", false}, {"nothing in it", "{ }", false}, {"a quote not closed", "{ $.eventName = \"DeletePolicy }", false},
        {"a lone escape in parentheses", "{ ($.eventName = \"x\\", false}, {"a lone escape", "{ $.eventName = \"\\", false}, {"a bracket not closed", "{ $.list[0 = x }", false}, {"an index of letters", "{ $.list[x].a = x }", false}, {"wrong behind ||", "{ $.count = 3 || }", false},
        {"columns", "[a, b]", false}, {"a regular expression as a term", "%x%", false}, {"an operator alone", "{ $.count NOT 3 }", false}, {"IS something", "{ $.count IS BIG }", false},
    };
    struct arena *arena = arena_new(0);
    struct value event;
    struct error err = {0};
    (void)state;
    assert_true(json_read(arena, STR(EVENT), NULL, &event, NULL, &err));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (log_filter_matches(str_of(cases[i].pattern), event) != cases[i].want) fail_msg("%s: %s", cases[i].name, cases[i].pattern);
    arena_free(arena);
}

static void parentheses_without_end_are_refused(void **state)
{
    char pattern[5000] = "{";
    (void)state;
    memset(pattern + 1, '(', sizeof pattern - 2);
    assert_false(log_filter_matches(str_of(pattern), VALUE_NULL_));
    memset(pattern, '*', sizeof pattern - 1);
    assert_false(log_filter_matches(str_of(pattern), VALUE_NULL_));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_pattern_selects_what_aws_documents), cmocka_unit_test(parentheses_without_end_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
