use hongtou::template::*;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let t = match Template::open(&a[0]) {
        Ok(t) => t,
        Err(e) => {
            println!("{e}");
            std::process::exit(2)
        }
    };
    for w in t.warnings() {
        println!("{}", w.display(hongtou::error::Lang::Zh));
    }
    for f in t.fields() {
        println!("{} {:?} {}", f.name, f.kind, f.required);
    }
    let data =
        hongtou::data::read_str(&a[1], hongtou::data::Format::Yaml, "data", &Default::default()).unwrap();
    let m = match a.get(3).map(|s| s.as_str()) {
        Some("mark") => Missing::Mark,
        Some("blank") => Missing::Blank,
        _ => Missing::Error,
    };
    match t.render_value_to_file(data, &Options::default().missing(m), a[2].as_ref()) {
        Ok(r) => {
            for m in r.missing {
                println!("{}", m.display(hongtou::error::Lang::Zh));
            }
        }
        Err(e) => println!("{e}"),
    }
}
