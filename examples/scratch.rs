use hongtou::package::*;
fn main() {
    for f in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        match Package::open(f.as_ref(), &Limits::default()) {
            Err(e) => println!("{e}\n"),
            Ok(p) => {
                let mut n = 0;
                let names: Vec<String> = p.names().map(String::from).collect();
                let mut bad = vec![];
                for name in &names { if name.ends_with(".xml") { match p.tree(name) { Ok((t, e)) => { n += t.len(); assert_eq!(&e.encode(t.source()), p.bytes(name).unwrap()); }, Err(e) => bad.push(e.to_string()) } } }
                println!("ok {f} main={} nodes={n} {:?} bad={bad:?}", p.main_part(), t.elapsed());
            }
        }
    }
}
