# Words of the record itself: kinds of entries, sections of the summary, statuses, sexes, flags.

# Kinds: kind-<name>, the names of kin_model::Kind
kind-condition = 疾病诊断
kind-allergy = 过敏
kind-medication = 用药
kind-immunization = 疫苗接种
kind-result = 检验检查结果
kind-vital-sign = 生命体征
kind-procedure = 手术操作
kind-visit = 就诊
kind-document = 文件
kind-imaging = 影像检查
kind-care-plan = 照护计划
kind-goal = 健康目标
kind-appointment = 预约
kind-referral = 转诊与医嘱
kind-cost = 费用
kind-coverage = 保险
kind-family-history = 家族史
kind-social-history = 个人史
kind-device = 医疗器械
kind-symptom = 症状
kind-message = 消息
kind-questionnaire = 问卷
kind-advance-directive = 预立医疗指示
kind-report = 报告
kind-note = 笔记
kind-alert = 警示
kind-directory = 人员与机构
kind-other = 其他

# Sections of the summary (International Patient Summary 2.0): summary-section-<name>
summary-section-allergies = 过敏与不耐受
summary-section-problems = 当前疾病
summary-section-medications = 用药
summary-section-vital-signs = 生命体征
summary-section-results = 检验检查结果
summary-section-immunizations = 疫苗接种
summary-section-procedures = 手术操作
summary-section-past-problems = 既往疾病
summary-section-devices = 医疗器械与植入物
summary-section-social-history = 个人史
summary-section-family-history = 家族史
summary-section-plan = 计划
summary-section-advance-directives = 预立医疗指示
summary-section-alerts = 警示
summary-section-visits = 就诊与住院
summary-section-documents = 文件
summary-section-patient-story = 本人自述

# Sexes: sex-<FHIR administrative-gender>
sex-female = 女
sex-male = 男
sex-other = 其他
sex-unknown = 性别未知

# What a status means: status-class-<kin_model::StatusClass>
status-class-unknown = 未注明状态
status-class-current = 当前
status-class-past = 既往
status-class-planned = 计划中
status-class-negated = 否认或未执行
status-class-error = 来源已撤回

# FHIR status codes: status-<code>
status-active = 当前
status-recurrence = 复发
status-relapse = 复发
status-inactive = 非活动
status-remission = 缓解
status-resolved = 已痊愈
status-completed = 已完成
status-entered-in-error = 误录
status-intended = 计划使用
status-stopped = 已停止
status-ended = 已结束
status-on-hold = 暂停
status-suspended = 暂停
status-unknown = 未知
status-not-taken = 未服用
status-not-done = 未执行
status-preparation = 准备中
status-in-progress = 进行中
status-draft = 草稿
status-planned = 已计划
status-proposed = 提议中
status-pending = 待定
status-booked = 已预约
status-waitlist = 候补
status-arrived = 已到达
status-checked-in = 已签到
status-triaged = 已分诊
status-onleave = 请假中
status-fulfilled = 已赴约
status-noshow = 未赴约
status-finished = 已结束
status-cancelled = 已取消
status-declined = 已拒绝
status-accepted = 已接受
status-rejected = 已拒绝
status-registered = 已登记
status-partial = 部分结果
status-preliminary = 初步结果
status-final = 最终结果
status-amended = 已修订
status-corrected = 已更正
status-appended = 已补充
status-available = 可用
status-current = 现行
status-superseded = 已被取代
status-revoked = 已撤销
status-unconfirmed = 未证实
status-provisional = 暂定
status-differential = 鉴别诊断
status-confirmed = 已证实
status-refuted = 已排除
status-achieved = 已达成
status-improving = 好转
status-worsening = 恶化
status-no-change = 无变化
status-requested = 已申请
status-received = 已收到
status-review = 审核中
status-scheduled = 已安排
status-failed = 未成功
status-aborted = 已中止
status-discharged = 已出院
status-discontinued = 已停止
status-modified = 定稿前有改动
status-recorded = 已记录
status-taking = 正在服用
status-taking-as-directed = 按医嘱服用
status-taking-not-as-directed = 未按医嘱服用
status-not-taking = 未服用
status-on-hold-as-directed = 按医嘱暂停
status-on-hold-not-as-directed = 自行暂停
status-stopped-as-directed = 按医嘱停用
status-stopped-not-as-directed = 自行停用
status-on-target = 按计划进行
status-ahead-of-target = 好于预期
status-behind-target = 未达预期
status-sustaining = 保持中
status-health-unknown = 健康状况不详

# Reference range flags: abnormal-<kin_model::Abnormal>
abnormal-no = 正常范围内
abnormal-low = 偏低
abnormal-high = 偏高
abnormal-critical-low = 危急值低
abnormal-critical-high = 危急值高
abnormal-yes = 异常

# Who says so: source-<letter>
source-h = 医院或诊所记录
source-p = 本人提供
source-c = 照护者提供
source-d = 设备测量
