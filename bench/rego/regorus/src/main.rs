// regorus-bench POLICY INPUT RULE RUNS: evaluates RULE ("data.a.b") RUNS times with the input prepared; prints seconds for one evaluation, then the answer.
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (policy, input, rule, runs) = (&args[1], &args[2], &args[3], args[4].parse::<u32>().unwrap());
    let mut engine = regorus::Engine::new();
    engine.add_policy_from_file(policy).expect("policy");
    let text = std::fs::read_to_string(input).expect("input");
    engine.set_input(regorus::Value::from_json_str(&text).expect("json"));
    drop(text);
    let answer = engine.eval_rule(rule.clone()).expect("eval");
    let start = Instant::now();
    for _ in 0..runs {
        std::hint::black_box(engine.eval_rule(rule.clone()).expect("eval"));
    }
    println!("{}", start.elapsed().as_secs_f64() / runs as f64);
    println!("{}", answer.to_json_str().expect("answer"));
}
