/* rego/opcode.h: the instruction set, one row an instruction. Code generator, VM and disassembler read this table.
 *
 * An instruction is 16 bytes: op, three 16-bit operands a b c, a jump target, and k. Letters of the operand columns:
 *   D register written     R register read      V register or constant read (constants have the top bit set)
 *   B first of several registers (how many: the comment)      N plain number      - unused
 * jump: F = where to go when the instruction fails (undefined, unequal, exhausted): the innermost loop's NEXT, or the end of the
 * enclosing block. Bodies are conjunctions evaluated in order, so the place to go back to is known when compiling and
 * backtracking needs no choice points: a body is a nest of loops.
 *
 * "why" is the reason the current solution is only maybe true: a list of unknown values, empty (NULL) when it is definite. Whatever
 * can be jumped to by a failure restores it, so it always belongs to the current branch. */
#ifndef RAMPART_REGO_OPCODE_H
#define RAMPART_REGO_OPCODE_H

#include <stdint.h>

#define REGO_OPCODES(OP) \
    /*  name         a    b    c    jump  meaning */ \
    OP(MOVE,        "D", "V", "-", "-")  /* a = b */ \
    OP(LOAD,        "D", "-", "-", "-")  /* a = constant k: those whose number does not fit an operand */ \
    OP(CLEAR,       "D", "-", "-", "-")  /* a = no value */ \
    OP(JUMP,        "-", "-", "-", "J")  /* go to jump */ \
    OP(INPUT,       "D", "-", "-", "F")  /* a = input */ \
    OP(DATA,        "D", "-", "-", "F")  /* a = the base document under the constant path k (an index of paths) */ \
    OP(GETK,        "D", "R", "K", "F")  /* a = b[constant c]; k is this instruction's inline cache */ \
    OP(GET,         "D", "V", "V", "F")  /* a = b[c] */ \
    OP(ITER,        "B", "V", "-", "F")  /* begin to iterate over b; a..a+2: the iterator */ \
    OP(NEXT,        "B", "D", "D", "F")  /* next element: b = key (VM_NO_REG: not wanted), c = value; fails at the end */ \
    OP(ITER_WHERE,  "B", "V", "V", "F")  /* as ITER, over elements that have c at path k (the test itself follows, too); a+3: their places */ \
    OP(NEXT_WHERE,  "B", "D", "D", "F")  /* as NEXT */ \
    OP(TRUE,        "V", "-", "-", "F")  /* a must be defined and not false */ \
    OP(EQ,          "V", "V", "-", "F")  /* a must equal b */ \
    OP(COMPARE,     "V", "V", "-", "F")  /* a (k: enum rego_compare) b must hold */ \
    OP(COMPAREV,    "D", "V", "V", "-")  /* a = b (k) c as a boolean */ \
    OP(ARITH,       "D", "V", "V", "J")  /* a = b (k: enum rego_arith) c and go to jump, if they are small integers; else the built-in follows */ \
    OP(MEMBER,      "V", "V", "-", "F")  /* a in b must hold */ \
    OP(MEMBERKV,    "V", "V", "V", "F")  /* key a, value b in c must hold */ \
    OP(ISARRAY,     "V", "-", "N", "F")  /* a must be an array of c elements */ \
    OP(ISOBJECT,    "V", "-", "N", "F")  /* a must be an object of c pairs */ \
    OP(ELEMENT,     "D", "V", "N", "F")  /* a = b[c], b known to be an array longer than c */ \
    OP(ARRAY,       "D", "B", "N", "-")  /* a = array of registers b..b+c-1 */ \
    OP(SET,         "D", "B", "N", "-")  /* a = set of them */ \
    OP(OBJECT,      "D", "B", "N", "-")  /* a = object of c pairs: key, value, key, value ... from b */ \
    OP(RULE,        "D", "-", "-", "F")  /* a = the value of rule group k */ \
    OP(CALL,        "D", "B", "N", "F")  /* a = function group k of arguments b..b+c-1 */ \
    OP(BUILTIN,     "D", "B", "N", "F")  /* a = built-in k of operands b..b+c-1 */ \
    OP(TREE,        "B", "-", "-", "-")  /* a,a+1 = node k of the rule tree and the base document beside it */ \
    OP(TREE_STEP,   "B", "R", "V", "F")  /* a,a+1 = the child c of b,b+1 */ \
    OP(TREE_ITER,   "B", "R", "-", "F")  /* begin to iterate over the children of b,b+1; a..a+4: the iterator */ \
    OP(TREE_NEXT,   "B", "D", "B", "F")  /* b = key, c,c+1 = child */ \
    OP(TREE_VALUE,  "D", "R", "-", "F")  /* a = the whole document at b,b+1 */ \
    OP(BUILD,       "B", "-", "-", "-")  /* begin a collection (k: enum rego_build); a,a+1: builder, why outside */ \
    OP(ADD,         "R", "V", "-", "-")  /* add b to an array or set being built */ \
    OP(PUT,         "R", "V", "V", "-")  /* add the pair b: c to an object being built; unequal values are a conflict */ \
    OP(PATH,        "R", "B", "N", "-")  /* under the c keys from b, the value in b+c (k 1: a member of the set there) */ \
    OP(FINISH,      "D", "R", "-", "-")  /* a = the collection built in b */ \
    OP(BLOCK,       "B", "-", "-", "-")  /* begin a sub-body that is only tested; a: why outside, a+1: why found inside */ \
    OP(NOT_HIT,     "R", "-", "-", "F")  /* the body of a `not` holds: fail to jump, or when only maybe note it and go to k for more */ \
    OP(NOT_END,     "R", "-", "-", "-")  /* it holds nowhere: go on, maybe if it maybe held */ \
    OP(TEST_HIT,    "R", "-", "-", "J")  /* after BLOCK: the body holds, which is enough: to jump, or when only maybe note it and go to k */ \
    OP(TEST_END,    "R", "-", "-", "F")  /* it holds nowhere: fail, or when it maybe held go on */ \
    OP(EVERY,       "B", "V", "-", "F")  /* as BLOCK; a+2: why for all elements, a+3: for the present one; fails when b is no collection */ \
    OP(EVERY_EACH,  "R", "-", "-", "-")  /* before the body for one element */ \
    OP(EVERY_HIT,   "R", "-", "-", "J")  /* the body holds for this element: to jump, or when only maybe note it and go to k */ \
    OP(EVERY_MISS,  "R", "-", "-", "F")  /* the body holds nowhere for this element: fail, or when it maybe held go to k */ \
    OP(EVERY_END,   "R", "-", "-", "-")  /* after the last element */ \
    OP(WITH,        "B", "-", "-", "-")  /* a = a new world, a copy of the present one; a+1 = the present one */ \
    OP(WITH_VALUE,  "R", "V", "-", "-")  /* in world a, with-target k is replaced by b */ \
    OP(WITH_DONE,   "R", "-", "-", "-")  /* nobody comes back to world a: its memory can serve the next one */ \
    OP(WORLD,       "R", "-", "-", "-")  /* continue in world a */ \
    OP(RULE_BEGIN,  "D", "-", "-", "-")  /* a rule's body begins: definite, a = not hit yet */ \
    OP(COMPLETE,    "B", "V", "R", "-")  /* a,a+1,a+2 = value, why and origin of the document: b now too; c = hit; k 1: inside an else */ \
    OP(EARLY,       "-", "-", "-", "J")  /* no other solution can differ: to jump, unless only maybe */ \
    OP(UNLESS_HIT,  "R", "-", "-", "J")  /* to jump when the body before an else has held */ \
    OP(DEFAULT,     "B", "V", "-", "-")  /* b where a,a+1 have no value */ \
    OP(RESULT,      "B", "-", "-", "-")  /* return a,a+1 */ \
    OP(RETURN,      "V", "-", "-", "-")  /* return a */ \
    OP(INDEX,       "D", "V", "-", "-")  /* a = the bodies that may hold where index k's reference has value b */ \
    OP(INDEX_NEXT,  "R", "-", "-", "-")  /* go to the next of them */ \
    OP(EMIT,        "B", "-", "N", "-")  /* a solution of the query: registers a..a+c-1 */ \
    OP(CASE,        "B", "-", "N", "-")  /* a case of a test rule begins: keys a..a+c-1 (only when compiled for tests) */ \
    OP(EXPR,        "N", "-", "-", "-")  /* at place k of the program happens a (enum rego_event_kind; only when compiled for tracing) */

#define REGO_OP_ENUM(name, a, b, c, jump) OP_##name,
enum rego_opcode { REGO_OPCODES(REGO_OP_ENUM) REGO_OPCODE_COUNT };

struct rego_insn { uint16_t op, a, b, c; uint32_t jump, k; };

#define VM_CONST  0x8000u          /* top bit of a V operand: a constant */
#define VM_NO_REG 0xffffu

enum rego_compare { REGO_EQUAL, REGO_NOT_EQUAL, REGO_LESS, REGO_LESS_EQUAL, REGO_GREATER, REGO_GREATER_EQUAL };
enum rego_arith { REGO_PLUS, REGO_MINUS, REGO_TIMES };
enum rego_build { REGO_BUILD_ARRAY, REGO_BUILD_SET, REGO_BUILD_OBJECT, REGO_BUILD_PATHS };

#endif
