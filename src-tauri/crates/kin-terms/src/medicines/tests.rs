use super::*;
use kin_model::system;

fn coded(system: &str, code: &str) -> Vec<Coding> {
    vec![Coding {
        system: system.to_owned(),
        code: code.to_owned(),
        display: None,
    }]
}

fn keys(found: &[Substance]) -> Vec<&str> {
    found.iter().map(|s| s.key).collect()
}

fn classes(found: &[DrugClass]) -> Vec<&str> {
    found.iter().map(|c| c.key).collect()
}

#[test]
fn a_medicine_is_what_its_codes_and_words_say() {
    assert_eq!(
        keys(&substances(&[], "盐酸二甲双胍缓释片 0.5g")),
        ["metformin"]
    );
    assert_eq!(keys(&substances(&[], "Norvasc 5 mg")), ["amlodipine"]);
    let atc = coded(system::ATC, "C08CA01");
    assert_eq!(keys(&substances(&atc, "络活喜")), ["amlodipine"]);
    let rxnorm = coded(system::RXNORM, "6809");
    assert_eq!(keys(&substances(&rxnorm, "Glucophage")), ["metformin"]);
    let both = "Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet";
    assert_eq!(
        substances(&[], both).len(),
        2,
        "a combination has both of its ingredients"
    );
    assert!(substances(&[], "Camila 28 Day Pack").is_empty());
}

#[test]
fn ingredients_are_found_whatever_stands_between_them() {
    let of = |title: &str| keys(&substances(&[], title)).join(",");
    for title in [
        "Hydrochlorothiazide/Lisinopril 12.5/10 mg",
        "lisinopril-hydrochlorothiazide 10-12.5 mg tablet",
        "Lisinopril + Hydrochlorothiazide",
        "赖诺普利/氢氯噻嗪片",
        "Lisinopril（氢氯噻嗪）",
    ] {
        let found = of(title);
        assert!(
            found.contains("lisinopril") && found.contains("hydrochlorothiazide"),
            "{title}: {found}"
        );
    }
    assert_eq!(of("Tylenol(acetaminophen)500mg"), "acetaminophen");
    assert_eq!(of("PARACETAMOL®"), "acetaminophen");
    assert_eq!(of("Metformin 二甲双胍缓释片"), "metformin");
    assert_eq!(of("格华止Metformin"), "metformin");
    // Salts are no second substance, and no other one.
    for title in [
        "Amlodipine besylate 5 mg",
        "amlodipine maleate",
        "苯磺酸氨氯地平片",
        "马来酸氨氯地平片",
    ] {
        assert_eq!(of(title), "amlodipine", "{title}");
    }
    for title in [
        "metoprolol succinate",
        "Metoprolol-Tartrate 50 mg",
        "酒石酸美托洛尔片",
    ] {
        assert_eq!(of(title), "metoprolol", "{title}");
    }
    assert_eq!(of("sodium-free antacid"), "");
}

#[test]
fn a_group_is_the_beginning_of_the_atc_code() {
    let amoxicillin = substances(&[], "Amoxicillin 500 mg capsule");
    assert_eq!(
        classes(&classes_of_medicine(&[], &amoxicillin)),
        ["penicillins"]
    );
    // Only the record's own code is known here.
    let codes = coded(system::ATC, "J01CR02");
    assert_eq!(classes(&classes_of_medicine(&codes, &[])), ["penicillins"]);
    let metformin = substances(&[], "Metformin 500 mg");
    assert!(classes_of_medicine(&[], &metformin).is_empty());
    let aspirin = substances(&[], "aspirin");
    assert_eq!(classes(&classes_of_medicine(&[], &aspirin)), ["nsaids"]);
}

#[test]
fn an_allergy_names_its_group() {
    let of = |text: &str| {
        let substances = substances(&[], text);
        classes(&classes_of_allergy(&[], text, &substances)).join(",")
    };
    assert_eq!(of("Penicillin"), "penicillins");
    assert_eq!(of("青霉素过敏"), "penicillins");
    assert_eq!(of("Penicillin-allergy"), "penicillins");
    assert_eq!(of("Allergy: penicillin (rash)"), "penicillins");
    assert_eq!(of("ACE-inhibitors"), "ace-inhibitors");
    assert_eq!(of("Sulfa drugs"), "sulfonamides");
    assert_eq!(of("NSAIDs (all)"), "nsaids");
    assert_eq!(
        of("Amoxicillin"),
        "penicillins",
        "the group of the substance"
    );
    assert_eq!(of("Peanut"), "");
    assert_eq!(of("Statinitis"), "", "a group is a whole word");
    let code = coded(system::SNOMED, "91936005");
    assert_eq!(
        classes(&classes_of_allergy(&code, "", &[])),
        ["penicillins"]
    );
}

#[test]
fn every_row_of_the_groups_is_whole() {
    assert!(CLASSES.len() >= 16, "{}", CLASSES.len());
    for class in CLASSES.iter() {
        assert!(!class.atc.is_empty(), "{}", class.key);
        assert!(
            !class.en.is_empty() && !class.zh.is_empty(),
            "{}",
            class.key
        );
        assert!(
            class.atc.iter().all(|a| (3..=7).contains(&a.len())),
            "{}",
            class.key
        );
    }
}

#[test]
fn a_chinese_box() {
    let found = box_text(
        "【药品名称】\n通用名称：盐酸二甲双胍缓释片\n商品名：格华止\n规格：０．５ｇ\n10片/板×3板\n批准文号：国药准字H20023370\n有效期至 2027/10",
    );
    assert_eq!(found.name.as_deref(), Some("盐酸二甲双胍缓释片"));
    assert_eq!(found.strength.as_deref(), Some("0.5 g"));
    assert_eq!(found.form.as_deref(), Some("缓释片"));
    assert_eq!(found.pack.as_deref(), Some("30 片"));
    assert_eq!(found.approval.as_deref(), Some("国药准字H20023370"));
    assert!(
        found.left.iter().any(|l| l.contains("格华止")),
        "what was not understood is shown: {:?}",
        found.left
    );
}

#[test]
fn an_english_box() {
    let found = box_text("ACME PHARMA\nAmlodipine 5 mg Tablets\n28 tablets\nOral use");
    assert_eq!(found.name.as_deref(), Some("Amlodipine Tablets"));
    assert_eq!(found.strength.as_deref(), Some("5 mg"));
    assert_eq!(found.form.as_deref(), Some("tablets"));
    assert_eq!(found.pack.as_deref(), Some("28 tablets"));
    assert_eq!(found.approval, None);
    assert_eq!(found.left, ["ACME PHARMA", "Oral use"]);
}

#[test]
fn a_number_that_is_no_approval_is_none() {
    let found = box_text("国药准字H2002\n电话 400-820-0000");
    assert_eq!(found.approval, None);
    assert_eq!(found.name, None, "nothing is guessed");
    assert_eq!(found.strength, None);
}

#[test]
fn a_group_holds_what_belongs_to_it_and_nothing_else() {
    let of = |text: &str| classes(&classes_of_medicine(&[], &substances(&[], text))).join(",");
    for (text, group) in [
        ("sulfamethoxazole 400 mg", "sulfonamides"),
        ("柳氮磺吡啶肠溶片 0.25g", "sulfonamides"),
        ("头孢拉定胶囊 0.25g", "cephalosporins"),
        ("苄星青霉素 120万单位", "penicillins"),
        ("flucloxacillin 500 mg", "penicillins"),
        ("meropenem", "carbapenems"),
        ("克林霉素 0.3 g", "lincosamides"),
        ("甲硝唑片 0.2g", "nitroimidazoles"),
        ("meloxicam 7.5 mg", "nsaids"),
        ("nimesulide", "nsaids"),
        ("安乃近片", "nsaids"),
        ("codeine 30 mg", "opioids"),
        ("碘海醇注射液", "iodinated-contrast"),
        ("盐酸利多卡因注射液", "local-anaesthetics"),
        ("硫酸庆大霉素注射液", "aminoglycosides"),
        ("glucosamine 500 mg", ""),
        ("acetaminophen 500 mg", ""),
        ("hydrochlorothiazide 25 mg", ""),
    ] {
        assert_eq!(of(text), group, "{text}");
    }
    let both = "Sulfamethoxazole 400 MG / Trimethoprim 80 MG Oral Tablet";
    assert_eq!(of(both), "sulfonamides");
}

#[test]
fn what_is_known_in_part_is_said_to_be() {
    for (title, part) in [
        ("泰诺 酚麻美敏片", true),
        ("泰诺感冒片", true),
        ("富马酸替诺福韦片 泰诺福韦", false),
        ("泰诺林 500 mg", false),
        ("Ｅxcedrin Migraine", true),
        ("白加黑", true),
        ("Augmentin 625 mg", false),
        ("metformin", false),
        ("Excedrinol", false),
    ] {
        assert_eq!(known_in_part(title), part, "{title}");
    }
}
