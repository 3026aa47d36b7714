# 首页及后页的文字：联系人、变化、家庭测量、不一致之处。

## Which visit, and whom to call
page-visit-referral = 转诊
page-visit-first = 初诊
page-visit-check-up = 体检
page-visit-emergency = 急诊
page-visit-travel = 外出旅行
page-contact = 紧急联系人
page-doctor = 经治医生
page-pregnancy = 妊娠情况
page-not-written-down = 本记录中未填写
page-in-full = … 全文见后页
page-in-full-page = … 全文见第 { $page } 页

## Lists of page one
page-events = 手术、住院与就诊
page-results-key = 关键检验
page-latest-also = 最新 { $value }
page-conflicts = 来源不一致：请核实
page-medicine-over = 按所记日期，疗程已结束
page-disputed = 来源不一致
page-how = 剂量与时间
page-also-note = 括号或小字中的 ≈：同一数值换算成另一单位，仅供阅读；参考范围与标记只对应原测量单位。
page-trend-note = ↗ ↘ →：最新数值高于、低于、等于前一次（同一项目、同一单位），不作判断。

## What has changed
page-changes = 有何变化
page-change-diagnosis = 新诊断
page-change-came-in = 此后记入病历
page-change-allergy = 新过敏
page-change-medicine-started = 开始使用
page-change-medicine-stopped = 已停用
page-change-medicine-changed = 剂量改变
page-change-result-out = 新超出参考范围
page-change-result-back = 恢复到参考范围
page-change-result-moved = 数值变动
page-change-mean-moved = 均值变动
page-change-event = 住院或手术
page-change-symptom = 想告诉医生
page-change-other = 新情况

## What sources tell differently
page-conflict-dose = 同一药物有两种剂量：{ $first } / { $second }
page-conflict-allergy-none = 记载有过敏（{ $what }），另一来源称“无已知过敏”
page-conflict-allergy = 过敏一处记载、另一处否定：{ $what }
page-conflict-blood = 两种血型：{ $what }

## Doses
page-doses = 近 { $days } 天：计划 { $planned } 次，已用 { $taken } 次；未用 { $skipped } 次，未记录 { $unknown } 次
page-method-doses = 近 { $days } 天计划剂量中记为已用的次数；未记录既不算已用，也不算漏用

## Readings at home
page-home-blood-pressure = 家庭血压
page-home-glucose = 指尖血糖
page-home-glucose-sensor = 动态血糖
page-home-bp-answer = { $mean } mmHg
page-home-bp-of = { $days } 天 { $n } 次测量的均值，{ $from } – { $until }
page-home-bp-parts = 早 { $morning } · 晚 { $evening }
page-home-bp-few = 尚无均值：{ $n } 次测量
page-home-glucose-time = { $percent } % 的时间在 { $range } { $unit }
page-home-glucose-readings = { $percent } % 的测量在 { $range } { $unit }
page-home-glucose-of = { $days } 天 { $n } 次测量，{ $from } – { $until }
page-home-glucose-figures = 均值 { $mean } { $unit } · 最低 { $lowest } · 最高 { $highest }
page-method-bp = 方法：{ $protocol }，前 { $dropped } 天不计；界值：{ $scheme }
page-method-glucose = 方法：{ $ranges }
page-method-china-2019 = 中国家庭血压监测指南 2019
page-method-esh-2021 = 欧洲高血压学会 2021
page-method-nice-ng136 = 英国 NICE NG136
page-method-aha-2020 = 美国 AHA 2008；AHA/AMA 2020
page-method-china-2024 = 中国高血压防治指南 2024
page-method-esc-2024 = 欧洲心脏病学会 2024
page-method-esh-2023 = 欧洲高血压学会 2023
page-method-aha-acc-2025 = 美国 AHA/ACC 2025
page-method-adult-2019 = 血糖目标范围内时间国际共识 2019，成人

## Specialties
specialty-cardiology = 心血管内科
specialty-endocrinology = 内分泌科
specialty-nephrology = 肾内科
specialty-neurology = 神经内科
specialty-gastroenterology = 消化内科
specialty-pulmonology = 呼吸内科
specialty-rheumatology = 风湿免疫科
specialty-oncology = 肿瘤科
specialty-orthopaedics = 骨科
specialty-ophthalmology = 眼科
specialty-dermatology = 皮肤科
specialty-urology = 泌尿外科
specialty-gynaecology = 妇科
specialty-psychiatry = 精神科
specialty-ent = 耳鼻咽喉科
specialty-surgery = 普通外科
specialty-paediatrics = 儿科
specialty-geriatrics = 老年医学科

## The same for both languages at once
both-page-events = Procedures, visits 手术、就诊
both-page-latest-also = latest 最新 { $value }
