// regorus-bench POLICY INPUT RULE RUNS [vm]: evaluates RULE ("data.a.b") RUNS times with policy and input prepared, by regorus' interpreter or its
// virtual machine; prints seconds for one evaluation, then the answer.
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (policy, input, rule, runs) = (&args[1], &args[2], &args[3], args[4].parse::<u32>().unwrap());
    let text = std::fs::read_to_string(input).expect("input");
    let document = regorus::Value::from_json_str(&text).expect("json");
    drop(text);
    let (answer, seconds);
    if args.len() > 5 {
        let mut engine = regorus::Engine::new();
        engine.add_policy_from_file(policy).expect("policy");
        let entry: regorus::Rc<str> = rule.as_str().into();
        let compiled = engine.compile_with_entrypoint(&entry).expect("compile");
        let program = Compiler::compile_from_policy(&compiled, &[rule.as_str()]).expect("program");
        let mut vm = RegoVM::new();
        vm.set_max_instructions(usize::MAX);
        vm.load_program(program);
        vm.set_input(document.clone());
        answer = vm.execute().expect("eval");
        let start = Instant::now();
        for _ in 0..runs {
            vm.set_input(document.clone());
            black_box(vm.execute().expect("eval"));
        }
        seconds = start.elapsed().as_secs_f64();
    } else {
        let mut engine = regorus::Engine::new();
        engine.add_policy_from_file(policy).expect("policy");
        engine.set_input(document);
        answer = engine.eval_rule(rule.clone()).expect("eval");
        let start = Instant::now();
        for _ in 0..runs {
            black_box(engine.eval_rule(rule.clone()).expect("eval"));
        }
        seconds = start.elapsed().as_secs_f64();
    }
    println!("{}", seconds / runs.max(1) as f64);
    println!("{}", answer.to_json_str().expect("answer"));
}
