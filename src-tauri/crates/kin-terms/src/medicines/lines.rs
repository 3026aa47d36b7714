//! Lines of medicines as hospitals and patients write them, with the substances that must be found.

use super::*;

const LINES: &[(&str, &str)] = &[
    ("Augmentin 875 mg BID", "amoxicillin clavulanate"),
    ("AUGMENTIN® 625", "amoxicillin clavulanate"),
    ("Amoxicillin/Clavulanate 875-125", "amoxicillin clavulanate"),
    ("amoxicillin-clavulanic acid", "amoxicillin clavulanate"),
    ("Amox-Clav (co-amoxiclav) 625mg", "amoxicillin clavulanate"),
    ("co-amoxiclav 625mg tds", "amoxicillin clavulanate"),
    ("阿莫西林克拉维酸钾片 0.375g", "amoxicillin clavulanate"),
    ("Entresto 49/51 mg", "sacubitril valsartan"),
    ("诺欣妥 100mg bid", "sacubitril valsartan"),
    ("沙库巴曲缬沙坦钠片", "sacubitril valsartan"),
    ("Vytorin 10/20", "ezetimibe simvastatin"),
    ("Janumet XR 50/1000", "sitagliptin metformin"),
    ("捷诺达 50/850", "sitagliptin metformin"),
    ("西格列汀二甲双胍片(II)", "sitagliptin metformin"),
    ("Exforge 5/160", "amlodipine valsartan"),
    ("倍博特 80mg/5mg×7片", "amlodipine valsartan"),
    ("amlodipine/valsartan 5/160", "amlodipine valsartan"),
    ("缬沙坦氨氯地平片(I)", "amlodipine valsartan"),
    ("Caduet 5mg/10mg", "amlodipine atorvastatin"),
    ("Hyzaar 50-12.5", "losartan hydrochlorothiazide"),
    ("海捷亚 1片 qd", "losartan hydrochlorothiazide"),
    ("氯沙坦钾氢氯噻嗪片", "losartan hydrochlorothiazide"),
    ("losartan/HCTZ 50/12.5", "losartan hydrochlorothiazide"),
    ("HCTZ 25mg po daily", "hydrochlorothiazide"),
    ("Zestoretic 20/25", "lisinopril hydrochlorothiazide"),
    ("安博诺 150mg/12.5mg", "irbesartan hydrochlorothiazide"),
    (
        "厄贝沙坦氢氯噻嗪(安博诺)片",
        "irbesartan hydrochlorothiazide",
    ),
    ("CoAprovel 300/12.5", "irbesartan hydrochlorothiazide"),
    ("Co-Diovan 80/12.5", "valsartan hydrochlorothiazide"),
    ("复代文片", "valsartan hydrochlorothiazide"),
    ("Twynsta 80/5", "telmisartan amlodipine"),
    ("Synjardy 12.5/1000", "empagliflozin metformin"),
    ("Xigduo XR 10/1000", "dapagliflozin metformin"),
    ("Glucovance 5/500", "glyburide metformin"),
    ("Percocet 5-325 prn", "oxycodone acetaminophen"),
    ("oxycodone-APAP 5/325", "oxycodone acetaminophen"),
    ("Norco 10/325", "hydrocodone acetaminophen"),
    ("Vicodin ES", "hydrocodone acetaminophen"),
    (
        "hydrocodone-acetaminophen 5-325",
        "hydrocodone acetaminophen",
    ),
    ("Hydrocodone bitartrate / APAP", "hydrocodone acetaminophen"),
    ("Excedrin Migraine", "acetaminophen aspirin caffeine"),
    ("APAP 500mg q6h", "acetaminophen"),
    ("ASA 81 mg daily", "aspirin"),
    ("5-ASA 1.2 g", "mesalamine"),
    ("asacol美沙拉秦肠溶片", "mesalamine"),
    ("apap片 500mg", "acetaminophen"),
    ("拜阿司匹灵 100mg", "aspirin"),
    ("ＡＳＡ ８１ｍｇ", "aspirin"),
    ("Ａｕｇｍｅｎｔｉｎ　６２５ｍｇ", "amoxicillin clavulanate"),
    ("阿司匹林肠溶片１００ｍｇ", "aspirin"),
    ("Bactrim DS", "sulfamethoxazole trimethoprim"),
    ("SMX-TMP 800/160", "sulfamethoxazole trimethoprim"),
    ("TMP-SMX DS bid", "sulfamethoxazole trimethoprim"),
    ("co-trimoxazole 960 mg", "sulfamethoxazole trimethoprim"),
    ("复方新诺明片", "sulfamethoxazole trimethoprim"),
    ("复方磺胺甲噁唑片 0.48g", "sulfamethoxazole trimethoprim"),
    ("复方磺胺甲恶唑", "sulfamethoxazole trimethoprim"),
    ("Advair Diskus 250/50", "salmeterol fluticasone"),
    ("Seretide 50/250 1 puff bd", "salmeterol fluticasone"),
    ("舒利迭 50/250 吸入", "salmeterol fluticasone"),
    ("沙美特罗替卡松粉吸入剂", "salmeterol fluticasone"),
    ("Symbicort 160/4.5", "budesonide formoterol"),
    ("信必可都保 160/4.5", "budesonide formoterol"),
    ("布地奈德福莫特罗粉吸入剂", "budesonide formoterol"),
    ("Trelegy Ellipta", "fluticasone umeclidinium vilanterol"),
    ("Combivent Respimat", "ipratropium albuterol"),
    ("泰诺 1片", "acetaminophen"),
    (
        "酚麻美敏片(泰诺)",
        "acetaminophen dextromethorphan chlorpheniramine pseudoephedrine",
    ),
    ("泰诺林 650mg", "acetaminophen"),
    ("泰诺安片", "acetaminophen diphenhydramine"),
    ("扑热息痛片 0.5g", "acetaminophen"),
    ("泰诺福韦 300mg", "tenofovir"),
    (
        "白加黑",
        "acetaminophen pseudoephedrine dextromethorphan diphenhydramine",
    ),
    (
        "氨酚伪麻美芬片Ⅱ",
        "acetaminophen pseudoephedrine dextromethorphan diphenhydramine",
    ),
    (
        "感康 1片 bid",
        "acetaminophen amantadine caffeine chlorpheniramine",
    ),
    (
        "复方氨酚烷胺胶囊",
        "acetaminophen amantadine caffeine chlorpheniramine",
    ),
    ("小儿氨酚黄那敏颗粒", "acetaminophen chlorpheniramine"),
    ("氨咖黄敏胶囊", "acetaminophen caffeine chlorpheniramine"),
    ("氨酚曲马多片", "acetaminophen tramadol"),
    ("氨酚羟考酮片", "acetaminophen oxycodone"),
    (
        "复方甲氧那明胶囊",
        "methoxyphenamine noscapine aminophylline chlorpheniramine",
    ),
    ("速效救心丸 4粒 舌下", ""),
    ("复方丹参滴丸 10丸", ""),
    ("unknown white pill", ""),
];

#[test]
fn lines_as_they_are_written_hold_these_substances() {
    let mut wrong = Vec::new();
    for (line, expected) in LINES {
        let found: BTreeSet<&str> = substances(&[], line).iter().map(|s| s.key).collect();
        let expected: BTreeSet<&str> = expected.split_whitespace().collect();
        if found != expected {
            wrong.push(format!("{line}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn groups_are_found_through_brands() {
    let of = |text: &str| -> Vec<&str> {
        let found = substances(&[], text);
        let classes = classes_of_medicine(&[], &found);
        classes.iter().map(|c| c.key).collect()
    };
    assert!(of("Augmentin 625").contains(&"penicillins"));
    assert!(of("Bactrim DS").contains(&"sulfonamides"));
    assert!(of("复方新诺明").contains(&"sulfonamides"));
    assert!(of("Vicodin").contains(&"opioids"));
    assert!(of("Excedrin").contains(&"nsaids"));
}

#[test]
fn codes_of_combinations_and_replaced_codes_are_known() {
    let of = |code: &str| -> Vec<&str> {
        let coding = Coding {
            system: kin_model::system::ATC.to_owned(),
            code: code.to_owned(),
            display: None,
        };
        substances(&[coding], "").iter().map(|s| s.key).collect()
    };
    assert_eq!(of("J01CR02"), ["amoxicillin", "clavulanate"]);
    assert_eq!(of("J01EE01").len(), 2);
    for code in ["N02BF01", "N03AX12"] {
        assert_eq!(of(code), ["gabapentin"], "{code}");
    }
    for code in ["N02BF02", "N03AX16"] {
        assert_eq!(of(code), ["pregabalin"], "{code}");
    }
    assert!(of("").is_empty());
}
