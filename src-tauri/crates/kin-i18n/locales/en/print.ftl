# Words of the printed summary, its QR code and the recovery sheet.

## Head of the summary
print-title = Medical summary
print-born = born { $date }
print-born-unknown = birth date not known
print-also-named = also { $names }
print-age = { $age } years
print-made = made { $date }
print-phone = phone { $phone }
print-source-count = Put together from { $count ->
    [one] one source
   *[other] { $count } sources
}
print-letters = H hospital or practice record · P patient · C caregiver · D device
print-untranslated = * the source’s own words, not translated
print-flags = H ↑ above, L ↓ below the range the laboratory printed; HH, LL critical; A abnormal
print-code-caption = the essentials as text

## Page one
print-reason = Why this visit
print-allergy = ALLERGIES
print-allergy-no-information = No information in this record. This does not mean “none”: please ask.
print-allergy-left-out = Left out by the person: please ask.
print-allergy-known-none = None known, as the source says:
print-medicines-now = Medicines now
print-medicines-none-now = No medicine is marked as taken now.
print-problems = Problems
print-results-out = Results out of range
print-results-range = reference range as each laboratory printed it
print-results-none-out = No result in this summary is marked as out of range.
print-earlier = earlier
print-latest = latest
print-readings = Last readings
print-blood-pressure = Blood pressure
print-chart-caption = { $count } readings · mean { $mean } { $unit }
print-new-since = New since { $date }
print-more = + { $count } more overleaf
print-more-page = + { $count } more: page { $page }
print-more-out = { $count } out of range

## All pages
print-page = page { $page } of { $pages }
print-decide = The original documents decide.
print-overleaf = details overleaf

## Details
print-details = Details
print-what = what
print-value = value
print-range = range
print-date = date
print-status = status
print-source = source
print-since = since { $date }
print-until = until { $date }
print-reason-for = for { $what }
print-noted = written down { $date }
print-medicines-other = Medicines stopped, planned or not taken
print-no-information = No information in this record.
print-nothing-about = No information in this record about: { $sections }.
print-left-out-list = Left out by the person: { $sections }.
print-left-out = Left out by the person.
print-known-none = None, as the source says.
print-left-off = { $count ->
    [one] One more entry is not listed.
   *[other] { $count } more entries are not listed.
}
print-only-since = Results, readings, visits and other dated entries from { $date } on.
print-cut = (shortened)
print-sources = Sources and marks
print-sources-brought = in brackets: the day on which it was last brought in or typed
print-missing = □ stands for a character that this print does not have; the screen and the data files show it.
print-derived = This summary lists what the record holds and adds no judgement. What is not listed was not recorded; that does not mean it does not exist.

## The same for both languages at once, where repeating a number would be noise
both-print-born = born { $date } 出生
both-print-also-named = also 又名 { $names }
both-print-age = { $age } years 岁
both-print-made = made { $date } 制表
both-print-phone = phone 电话 { $phone }
both-print-source-count = { $count ->
    [one] From one source
   *[other] From { $count } sources
} 来源 { $count } 个
both-print-letters = H hospital or practice 医院或诊所 · P patient 本人 · C caregiver 照护者 · D device 设备
both-print-flags = H ↑ above 高于, L ↓ below 低于 the range the laboratory printed 实验室所印参考范围; HH, LL critical 危急值; A abnormal 异常
both-print-chart-caption = { $count } readings 次测量 · mean 均值 { $mean } { $unit }
both-print-new-since = New since { $date } 以来的新情况
both-print-more = + { $count } overleaf 项见后页
both-print-more-out = { $count } out of range 超出范围
both-print-more-page = + { $count } · page { $page } 页
both-print-page = page { $page } of { $pages } 页
both-print-since = since { $date } 起
both-print-until = until { $date } 为止
both-print-reason-for = for 用于 { $what }
both-print-noted = written down { $date } 记下
both-print-nothing-about = No information in this record about 本记录中没有以下方面的信息: { $sections }.
both-print-left-out-list = Left out by the person 本人选择不提供: { $sections }.
both-print-left-off = { $count } more not listed 条未列出
both-essential-born = born { $date } 出生
both-essential-more = +{ $count } more 项
both-essential-made = Made { $date } with Kinfolio 家康册. The originals decide. 以原始文件为准。
both-recovery-date = made on { $date } 制作

## The essentials in a QR code
essential-title = MEDICAL SUMMARY
essential-born = born { $date }
essential-allergies = Allergies
essential-problems = Problems
essential-medicines = Medicines
essential-pressure = BP
essential-glucose = Glucose
essential-no-information = no information
essential-left-out = left out
essential-known-none = none known
essential-none = none listed
essential-more = +{ $count } more
essential-made = Made { $date } with Kinfolio. The originals decide.

## The recovery sheet
recovery-title = Recovery sheet
recovery-lead = Keep this paper. It opens the health record when the passphrase is forgotten.
recovery-for = for
recovery-code = The recovery code
recovery-how = How to use it
recovery-step-1 = Start Kinfolio on the computer. Choose “I forgot my passphrase”.
recovery-step-2 = Type the code, letter by letter. Spaces and dashes do not matter.
recovery-step-3 = Choose a new passphrase. Your record is there again, complete.
recovery-letters = The code has no letters I, L and O. A straight sign is the digit one, a round sign is the digit zero.
recovery-keep = How to keep it
recovery-keep-1 = Put it where you keep your passport and other important papers, not next to the computer.
recovery-keep-2 = Whoever has this paper and your computer can read your record. Give it to nobody to whom you would not give your house key.
recovery-keep-3 = Nobody else has this code, no company and no hospital. Without the passphrase and without this paper nobody can open the record.
recovery-keep-4 = Do not photograph it and do not send it by message.
recovery-vault = vault “{ $name }”
recovery-scan = The square picture holds the same code for a camera.
recovery-date = made on { $date }
