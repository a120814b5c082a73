//! What formatting costs: `cargo bench --bench format`.

use hongtou::format::rebuild::format_text;
use hongtou::format::restyle::format_docx;
use hongtou::format::{self, Kind, Options, Profile};

fn main() {
    divan::main();
}

/// A draft that fills 200 pages of 22 lines with 28 characters.
fn draft() -> String {
    let sentence = "各单位要把精神文明建设摆上重要议事日程，定期研究部署，及时解决工作中的困难和问题，确保各项任务落到实处；";
    let mut text = String::from("关于做好2024年度精神文明建设工作的通知\n各街道办事处、区直各单位：\n");
    let mut lines = 0;
    for n in 0.. {
        let paragraph = match n % 8 {
            0 => "一、提高认识，加强领导".to_string(),
            1 => "（一）健全工作机制".to_string(),
            2 => format!("1.明确责任分工。{}", sentence.repeat(3)),
            _ => sentence.repeat(n % 4 + 1),
        };
        lines += (paragraph.chars().count() + 2).div_ceil(28);
        text.push_str(&format!("　　{paragraph}\n\n"));
        if lines >= 200 * 22 {
            break;
        }
    }
    text + "滨湖区精神文明办公室\n2024年12月20日\n"
}

#[divan::bench]
fn a_text_of_200_pages(bencher: divan::Bencher) {
    let draft = draft();
    let profile = Profile::exact();
    bencher.bench(|| format_text(draft.as_bytes(), None, &profile).map(|formatted| formatted.bytes.len()));
}

#[divan::bench]
fn a_word_file_of_200_pages(bencher: divan::Bencher) {
    let profile = Profile::exact();
    let draft = format_text(draft().as_bytes(), None, &profile).expect("a draft").bytes;
    bencher.bench(|| format_docx(&draft, &profile).map(|formatted| formatted.bytes.len()));
}

#[divan::bench]
fn a_template(bencher: divan::Bencher) {
    let options = Options::default();
    bencher.bench(|| format::new(Kind::Notice, &options).map(|template| template.len()));
}
