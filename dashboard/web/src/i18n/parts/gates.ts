/** What the screens of the gates say. */
import { preferences } from '../../preferences'
import { withPhrases } from '../index'

export const phrases = {
  'gates.any_decision': { zh: '全部处理结果', en: 'All decisions' },
  'gates.any_gate': { zh: '全部出入口', en: 'All gates' },
  'gates.away': { zh: '数据库中断：只显示最近的记录', en: 'The database is away: only the newest are shown' },
  'gates.barrier': { zh: '道闸', en: 'Barrier' },
  'gates.by': { zh: '由 {who} 处理', en: 'by {who}' },
  'gates.candidates': { zh: '可能是', en: 'It may be' },
  'gates.colour': { zh: '车牌颜色', en: 'Colour' },
  'gates.confidence': { zh: '可信度', en: 'Confidence' },
  'gates.confirm_open': { zh: '确认抬杆', en: 'Confirm: open' },
  'gates.correct': { zh: '更正车牌', en: 'Correct' },
  'gates.correct_title': { zh: '更正车牌', en: 'Put the plate right' },
  'gates.corrected': { zh: '由 {plate} 更正', en: 'corrected from {plate}' },
  'gates.crop': { zh: '车牌照片', en: 'Picture of the plate' },
  'gates.decision': { zh: '处理', en: 'Decision' },
  'gates.decided_by': { zh: '处理人', en: 'Decided by' },
  'gates.details': { zh: '详情', en: 'Details' },
  'gates.direction': { zh: '方向', en: 'Direction' },
  'gates.due': { zh: '应缴 {amount}', en: '{amount} to pay' },
  'gates.fee': { zh: '费用', en: 'Fee' },
  'gates.from': { zh: '从', en: 'From' },
  'gates.gate': { zh: '出入口', en: 'Gate' },
  'gates.hint': { zh: '* 代表任意多个字符，? 代表一个', en: '* stands for any characters, ? for one' },
  'gates.id': { zh: '编号', en: 'Id' },
  'gates.kind': { zh: '车牌种类', en: 'Kind of plate' },
  'gates.late': { zh: '已超过 10 分钟：只更正记录，不抬杆', en: 'More than 10 minutes ago: the record is put right, nothing is opened' },
  'gates.last': { zh: '最近通行', en: 'Last passages' },
  'gates.live': { zh: '实时画面', en: 'Live picture' },
  'gates.match': { zh: '登记信息', en: 'On the list as' },
  'gates.no_crop': { zh: '无照片', en: 'no picture' },
  'gates.no_gates': { zh: '站点文件中没有出入口', en: 'The site file has no gates' },
  'gates.no_live': { zh: '摄像机只在车辆到达时上传照片', en: 'The camera sends a picture with each vehicle only' },
  'gates.no_match': { zh: '未登记', en: 'on no list' },
  'gates.no_passages': { zh: '还没有车辆通行', en: 'No vehicle has come yet' },
  'gates.no_picture': { zh: '没有画面', en: 'No picture' },
  'gates.no_picture_for': { zh: '已 {age} 没有画面', en: 'No picture for {age}' },
  'gates.no_right': { zh: '您无权查看画面', en: 'You have no right to see pictures' },
  'gates.none_found': { zh: '没有符合条件的通行记录', en: 'No passage fits this choice' },
  'gates.note': { zh: '备注（可不填）', en: 'Note (may be left out)' },
  'gates.pass_check': { zh: '核验', en: 'Check it' },
  'gates.pass_code': { zh: '扫描或输入访客的通行码', en: 'Scan or type the visitor\'s code' },
  'gates.pass_title': { zh: '{gate}：核验通行证', en: '{gate}: check a pass' },
  'gates.show_pass': { zh: '核验通行证', en: 'Check a pass' },
  'gates.open': { zh: '放行', en: 'Open' },
  'gates.open_title': { zh: '{gate}：抬杆放行', en: '{gate}: open' },
  'gates.outcome': { zh: '道闸动作', en: 'Barrier' },
  'gates.picture': { zh: '抓拍照片', en: 'Picture' },
  'gates.plate': { zh: '车牌', en: 'Plate' },
  'gates.reason': { zh: '原因', en: 'Reason' },
  'gates.search': { zh: '通行记录', en: 'Passages' },
  'gates.seen': { zh: '识别结果', en: 'As read' },
  'gates.shown': { zh: '已显示 {n} 条', en: '{n} shown' },
  'gates.tailgating': { zh: '跟车闯入', en: 'Tailgating' },
  'gates.time': { zh: '时间', en: 'Time' },
  'gates.to': { zh: '至', en: 'To' },
  'gates.type': { zh: '输入正确车牌', en: 'Type the right plate' },
  'gates.uncertain': { zh: '不确定：第 {places} 位', en: 'not sure of characters {places}' },
  'gates.unreadable': { zh: '无车牌', en: 'no plate' },
  'gates.waiting': { zh: '已等待 {time}', en: 'waiting {time}' },
  'gates.waiting_new': { zh: '{n} 条新记录 ↑', en: '{n} new ↑' },
  'gates.waits': { zh: '{n} 辆等待人工放行', en: '{n} waiting for a person' },
} as const

export const t = withPhrases(phrases)

type Table = Readonly<Record<string, { zh: string; en: string }>>

const DECISIONS: Table = {
  open: { zh: '放行', en: 'Let through' },
  refuse: { zh: '不放行', en: 'Refused' },
  ask: { zh: '待人工', en: 'For a person' },
}
const OUTCOMES: Table = {
  none: { zh: '未抬杆', en: 'Not ordered' },
  ordered: { zh: '已下令抬杆', en: 'Opening…' },
  opened: { zh: '已抬杆', en: 'Opened' },
  failed: { zh: '抬杆失败', en: 'Did not open' },
}
const REASONS: Table = {
  fixed_vehicle: { zh: '固定车辆', en: 'Fixed vehicle' },
  fixed_vehicle_near_match: { zh: '固定车辆，一位不确定', en: 'Fixed vehicle, one character unsure' },
  visitor_pass: { zh: '访客通行证', en: "Visitor's pass" },
  contractor_pass: { zh: '施工通行证', en: "Contractor's pass" },
  emergency_vehicle: { zh: '应急车辆', en: 'Emergency vehicle' },
  police_vehicle: { zh: '警车、军车', en: 'Police or military' },
  temporary_entry: { zh: '临时车入场', en: 'Temporary, comes in' },
  free_exit: { zh: '免费时段内离场', en: 'Leaves within the free time' },
  paid_exit: { zh: '已缴费离场', en: 'Paid, leaves' },
  by_hand: { zh: '人工放行', en: 'Opened by hand' },
  corrected: { zh: '更正车牌后放行', en: 'Plate put right' },
  blocked_vehicle: { zh: '黑名单车辆', en: 'On the block list' },
  unsure_plate: { zh: '车牌看不清', en: 'Plate not sure' },
  unknown_plate: { zh: '未登记车辆', en: 'Unknown vehicle' },
  not_valid_now: { zh: '不在有效期', en: 'Not valid now' },
  spaces_taken: { zh: '车位已占满', en: 'Its spaces are taken' },
  car_park_full: { zh: '车场已满', en: 'Car park full' },
  already_inside: { zh: '该车已在场内', en: 'Is inside already' },
  not_inside: { zh: '没有入场记录', en: 'Never came in' },
  not_confirmed: { zh: '业主尚未确认', en: 'Host has not confirmed' },
  pass_used: { zh: '通行证次数已用完', en: 'Pass is used up' },
  wrong_gate: { zh: '不可走此出入口', en: 'Not for this gate' },
  unpaid: { zh: '未缴费', en: 'Not paid' },
  gate_closed: { zh: '出入口已关闭', en: 'Gate is closed' },
}
const COLOURS: Table = {
  blue: { zh: '蓝', en: 'blue' },
  yellow: { zh: '黄', en: 'yellow' },
  green: { zh: '绿', en: 'green' },
  white: { zh: '白', en: 'white' },
  black: { zh: '黑', en: 'black' },
}
const DIRECTIONS: Table = { in: { zh: '入场', en: 'In' }, out: { zh: '离场', en: 'Out' } }
const KINDS: Table = {
  blue: { zh: '蓝牌', en: 'Blue' },
  green: { zh: '新能源', en: 'New energy' },
  yellow: { zh: '黄牌', en: 'Yellow' },
  trailer: { zh: '挂车', en: 'Trailer' },
  trainer: { zh: '教练车', en: 'Trainer' },
  police: { zh: '警车', en: 'Police' },
  military: { zh: '军车', en: 'Military' },
  armed_police: { zh: '武警', en: 'Armed police' },
  embassy: { zh: '使馆', en: 'Embassy' },
  consulate: { zh: '领馆', en: 'Consulate' },
  hongkong: { zh: '港车', en: 'Hong Kong' },
  macao: { zh: '澳车', en: 'Macao' },
  other: { zh: '其他', en: 'Other' },
}

/** The word for a value of the gateway; the value itself where there is none. */
const from = (table: Table) => (value: string): string => table[value]?.[preferences.language] ?? value

export const decisionWord = from(DECISIONS)
export const outcomeWord = from(OUTCOMES)
export const reasonWord = from(REASONS)
export const colourWord = from(COLOURS)
export const directionWord = from(DIRECTIONS)
export const kindWord = from(KINDS)
export const DECISION_NAMES: readonly string[] = Object.keys(DECISIONS)
export const REASON_NAMES: readonly string[] = Object.keys(REASONS)
