/** What the board of the patrols and the page of a round say. */
import type { Shown } from '../../patrol'
import { preferences } from '../../preferences'
import { withPhrases } from '../index'

export const phrases = {
  'patrol.all_well': { zh: '没有漏巡、异常打点或失联', en: 'Nothing missed, odd or out of reach' },
  'patrol.answer': { zh: '回复：{text}', en: 'answer: {text}' },
  'patrol.as_of': { zh: '{time} 之前', en: 'by {time}' },
  'patrol.before': { zh: '上一轮', en: 'Before' },
  'patrol.board': { zh: '巡更看板', en: 'Board' },
  'patrol.browse': { zh: '巡更记录', en: 'Rounds' },
  'patrol.clear': { zh: '解除求助', en: 'Clear it' },
  'patrol.clear_note': { zh: '核实情况与处置', en: 'What it was, and what was done' },
  'patrol.close_incident': { zh: '结案', en: 'Close' },
  'patrol.checks': { zh: '检查项', en: 'Checks' },
  'patrol.counted': { zh: '此前记为漏巡，{time} 收到补传后说明', en: 'counted as missed until {time}, explained by a late upload' },
  'patrol.details': { zh: '本轮详情', en: 'The whole round' },
  'patrol.dispatches': { zh: '派勤', en: 'Guards sent' },
  'patrol.due_at': { zh: '应到 {time}', en: 'due {time}' },
  'patrol.every_route': { zh: '全部路线', en: 'All routes' },
  'patrol.excuse': { zh: '说明原因', en: 'Excuse it' },
  'patrol.excuse_as': { zh: '选一个原因即提交，并记入审计', en: 'One click on a reason is all; it is kept with your name' },
  'patrol.excuse_other': { zh: '其他原因', en: 'Another reason' },
  'patrol.excused_by': { zh: '{who} {time}：{reason}', en: '{who} {time}: {reason}' },
  'patrol.figures': { zh: '统计', en: 'Figures' },
  'patrol.finding': { zh: '异常', en: 'Finding' },
  'patrol.from': { zh: '从', en: 'From' },
  'patrol.incidents': { zh: '未结事件', en: 'Open incidents' },
  'patrol.key': { zh: '重点', en: 'key' },
  'patrol.labels': { zh: '巡更点标签', en: 'Labels' },
  'patrol.late_upload': { zh: '补传', en: 'uploaded late' },
  'patrol.missed_n': { zh: '漏巡 {n}', en: '{n} missed' },
  'patrol.missed_key_n': { zh: '其中重点 {n}', en: '{n} of them key' },
  'patrol.flagged_n': { zh: '可疑打点 {n}', en: '{n} flagged' },
  'patrol.late_n': { zh: '不准时 {n}', en: '{n} off time' },
  'patrol.offline_n': { zh: '失联手机 {n}', en: 'phones out of reach: {n}' },
  'patrol.running_n': { zh: '进行中 {n} 轮', en: 'Rounds running: {n}' },
  'patrol.due_n': { zh: '待巡 {n} 点', en: 'Stops due: {n}' },
  'patrol.on_shift_n': { zh: '在岗 {n} 人', en: 'On shift: {n}' },
  'patrol.next': { zh: '下一轮 {time}', en: 'Next {time}' },
  'patrol.no_dispatches': { zh: '没有派出的保安', en: 'Nobody has been sent' },
  'patrol.no_incidents': { zh: '没有未结事件', en: 'No open incidents' },
  'patrol.no_next': { zh: '12 小时内没有下一轮', en: 'None within 12 h' },
  'patrol.no_photo': { zh: '照片尚未上传', en: 'Photo not uploaded yet' },
  'patrol.no_plan': { zh: '站点文件中没有平面图（patrol.plan）', en: 'The site file names no floor plan (patrol.plan)' },
  'patrol.not_on_plan': { zh: '平面图上没有：', en: 'Not on the plan:' },
  'patrol.no_programme': { zh: '本站没有巡更计划：请在站点文件中添加 patrol（巡更点、路线、时间）。', en: 'This site has no patrol programme: add patrol (checkpoints, routes, times) to the site file.' },
  'patrol.no_round_now': { zh: '现在无巡更', en: 'None running' },
  'patrol.no_rounds': { zh: '所选时间没有巡更', en: 'No rounds in this time' },
  'patrol.no_shifts': { zh: '没有人在岗', en: 'Nobody is on shift' },
  'patrol.note': { zh: '备注', en: 'Note' },
  'patrol.of': { zh: '{n}/{all}', en: '{n}/{all}' },
  'patrol.offline_since': { zh: '{time} 起失联', en: 'offline since {time}' },
  'patrol.on_shift': { zh: '在岗', en: 'On shift' },
  'patrol.heard': { zh: '{age}前联系', en: 'heard {age} ago' },
  'patrol.open_round': { zh: '打开本轮', en: 'Open the round' },
  'patrol.pages': { zh: '巡更页面', en: 'Pages about patrols' },
  'patrol.panic_by': { zh: '{who} 紧急求助', en: 'PANIC: {who}' },
  'patrol.panic_last': { zh: '最后位置：{place}', en: 'last seen at {place}' },
  'patrol.panic_nowhere': { zh: '位置不明', en: 'nobody knows where' },
  'patrol.panic_place': { zh: '定位 {lat}, {lon}（±{m} 米）', en: 'position {lat}, {lon} (± {m} m)' },
  'patrol.photo': { zh: '现场照片 {n}', en: 'Photo {n}' },
  'patrol.plan': { zh: '平面图', en: 'Plan' },
  'patrol.readings': { zh: '设备读数', en: 'Readings' },
  'patrol.round': { zh: '巡更轮次', en: 'Round' },
  'patrol.route': { zh: '路线', en: 'Route' },
  'patrol.routes': { zh: '路线视图', en: 'Routes' },
  'patrol.scanned': { zh: '打点 {time}', en: 'scanned {time}' },
  'patrol.received': { zh: '{time} 收到', en: 'received {time}' },
  'patrol.sheets': { zh: '设备巡检表', en: 'Inspection sheets' },
  'patrol.shown': { zh: '已显示 {n} 轮', en: '{n} rounds shown' },
  'patrol.signed': { zh: '签名：{who}', en: 'signed: {who}' },
  'patrol.team': { zh: '负责：{who}', en: 'assigned: {who}' },
  'patrol.ticket': { zh: '工单', en: 'Ticket' },
  'patrol.times': { zh: '时段 {from}–{to}', en: '{from}–{to}' },
  'patrol.title': { zh: '巡更', en: 'Patrols' },
  'patrol.to': { zh: '至', en: 'To' },
  'patrol.trust': { zh: '可信度', en: 'Trust' },
  'patrol.unexcuse': { zh: '撤销说明', en: 'Undo excuse' },
  'patrol.voice': { zh: '语音 {n}', en: 'Recording {n}' },
  'patrol.waiting': { zh: '↑{n} 待上传', en: '↑{n} to upload' },
  'patrol.outcome': { zh: '处理结果', en: 'What came of it' },
} as const

export const t = withPhrases(phrases)

type Table = Readonly<Record<string, { zh: string; en: string }>>

const SHOWN: Readonly<Record<Shown, { zh: string; en: string }>> = {
  waiting: { zh: '未到时', en: 'not yet' },
  due: { zh: '待巡', en: 'due' },
  done: { zh: '已巡', en: 'done' },
  late: { zh: '不准时', en: 'off time' },
  offline: { zh: '失联', en: 'offline' },
  missed: { zh: '漏巡', en: 'missed' },
  excused: { zh: '已说明', en: 'excused' },
  flagged: { zh: '可疑', en: 'flagged' },
}
const FLAGS: Table = {
  clock_off: { zh: '手机时钟相差超过 120 秒', en: "the phone's clock is off by more than 120 s" },
  too_fast: { zh: '与上一点间隔过短', en: 'sooner after the stop before than anybody runs' },
  out_of_order: { zh: '未按顺序', en: 'out of order' },
  elsewhere: { zh: '手机位置不在该点', en: "the phone's position is not that of the checkpoint" },
  code_reused: { zh: '动态码被重复使用', en: 'a code that changes was shown a second time' },
  code_old: { zh: '码已过期或已换', en: 'an old code' },
  code_unknown: { zh: '码不是本站签发', en: 'the code is not one of ours' },
  tag_unknown: { zh: 'NFC 标签编号不符', en: "not the checkpoint's own tag" },
  photo_reused: { zh: '照片以前用过', en: 'the photo was used before' },
  duplicate: { zh: '2 分钟内重复打点', en: 'the same stop within 2 minutes' },
  chain_broken: { zh: '手机记录前后不连贯', en: "the phone's records do not follow from each other" },
  chain_gap: { zh: '手机部分记录未到', en: 'some records of the phone have not come' },
  not_assigned: { zh: '不是他的任务', en: "somebody else's round" },
  no_round: { zh: '当时没有应巡轮次', en: 'nothing was due there then' },
}
const FINDINGS: Table = {
  doors_windows: { zh: '门窗异常', en: 'Doors or windows' },
  fire_facility: { zh: '消防设施被挡或损坏', en: 'Fire facility blocked or damaged' },
  suspicious_person: { zh: '可疑人员', en: 'Suspicious person' },
  hazard: { zh: '安全隐患', en: 'Hazard' },
  leak: { zh: '跑冒滴漏', en: 'Leak' },
  other: { zh: '其他', en: 'Other' },
}
const METHODS: Table = {
  nfc: { zh: 'NFC', en: 'NFC' },
  reader: { zh: '读卡器', en: 'reader' },
  qr: { zh: '二维码', en: 'QR' },
  link: { zh: '链接', en: 'link' },
  manual: { zh: '手输码', en: 'typed code' },
}
const TRUST: Table = {
  high: { zh: '高', en: 'high' },
  medium: { zh: '中', en: 'medium' },
  low: { zh: '低', en: 'low' },
}
const STATES: Table = {
  planned: { zh: '未开始', en: 'planned' },
  open: { zh: '进行中', en: 'running' },
  done: { zh: '完成', en: 'complete' },
  missed: { zh: '有漏巡', en: 'with misses' },
}
const KINDS: Table = { patrol: { zh: '巡更', en: 'patrol' }, inspection: { zh: '巡检', en: 'inspection' } }

const from = (table: Table) => (value: string): string => table[value]?.[preferences.language] ?? value

export const shownWord = (shown: Shown): string => SHOWN[shown][preferences.language]
export const flagWord = from(FLAGS)
export const findingWord = from(FINDINGS)
export const methodWord = from(METHODS)
export const trustWord = from(TRUST)
export const roundWord = from(STATES)
export const kindWord = from(KINDS)

/** What stops are excused with most. */
export const REASONS: Table = {
  alarm: { zh: '处理报警', en: 'dealt with an alarm' },
  door: { zh: '通道封闭或施工', en: 'way closed or building work' },
  weather: { zh: '恶劣天气', en: 'bad weather' },
  phone: { zh: '手机或标签故障', en: 'phone or tag broken' },
  staff: { zh: '人手不足', en: 'too few people' },
}
export const reasonWord = from(REASONS)
