#include <simdjson.h>
#include <cstdio>
#include <cstdlib>
#include <ctime>

static unsigned long objects, arrays, strings, numbers, others, bytes;

static void count(simdjson::dom::element v)
{
    switch (v.type()) {
    case simdjson::dom::element_type::OBJECT:
        objects++;
        for (auto field : simdjson::dom::object(v)) { bytes += field.key.size(); count(field.value); }
        return;
    case simdjson::dom::element_type::ARRAY:
        arrays++;
        for (auto child : simdjson::dom::array(v)) count(child);
        return;
    case simdjson::dom::element_type::STRING: strings++; bytes += std::string_view(v).size(); return;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE: numbers++; return;
    default: others++;
    }
}

int main(int argc, char **argv)
{
    auto text = simdjson::padded_string::load(argv[1]).value();
    double best = 1e9;
    for (int i = atoi(argv[2]); i > 0; i--) {
        timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        simdjson::dom::parser parser;   /* a new one each time: our reader allocates anew too */
        simdjson::dom::element v;
        if (parser.parse(text).get(v)) return 2;
        clock_gettime(CLOCK_MONOTONIC, &b);
        double seconds = double(b.tv_sec - a.tv_sec) + 1e-9 * double(b.tv_nsec - a.tv_nsec);
        if (seconds < best) best = seconds;
        objects = arrays = strings = numbers = others = bytes = 0;
        count(v);
    }
    std::printf("%.6f 0 %lu %lu %lu %lu %lu %lu\n", best, objects, arrays, strings, numbers, others, bytes);
}
