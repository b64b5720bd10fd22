"""Finds the posts that a Chinese sentence names: "历任某公司财务经理、副总经理，某银行行长"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bole.domain.spans import Span
from bole.parsing.structure.dates import DateMention
from bole.parsing.structure.lines import HAN
from bole.parsing.structure.work_words import names_position

_LONGEST_ORGANIZATION = 44
_LONGEST_TITLE = 26
_LONGEST_PIECE = 80
_LONGEST_JOINT = 2

_PIECE = re.compile(
    rf"[,;、。\n]|(?<=[{HAN})])(?:以及|和|及|兼任|并任|兼|暨)(?=[{HAN}A-Z])(?!(?:平|谐|解|记|职|顾|并|政府))"
)
_CUE = re.compile(
    rf"(?:[{HAN}]{{1,4}}(?:先生|女士|同志|博士|教授)(?=[现曾历先自]))?(?:[-至]?今|起|止|间|期间|\(|\)|,|\s|自|从|由|后|先后|曾经|曾|现|历|并|同时|还|又|目前|当前|此后|之后|其中|其间|原|系|均|一直|"
    r"转任|调任|升任|改任|续任|连任|留任|任职于|任职|就职于|供职于|工作于|服务于|受聘于|受聘为|受聘|聘任为|聘为|被聘为|被聘任为|被选为|当选为|当选|被任命为|任命为|参加工作|参与工作|加入|进入|调入|入职|创办|创立|创建|"
    r"担任|出任|兼任|历任|现任|曾任|就任|接任|代任|任|为|是|在|于|到|赴)+"
)
_STRONG = (
    r"公司|集团|银行|信用社|大学|学院|学校|中学|小学|党校|医院|卫生院|研究院|研究所|设计院|科学院|事务所|律所|委员会|协会|学会|联合会|商会|(?<!监事)(?<!董事)理事会|"
    r"基金会|交易所|证监局|证监会|银监会|保监会|国资委|发改委|政协|人大|法院|检察院|电视台|报社|出版社|杂志社|办事处|分行|支行|总行|营业部|总厂|分厂|厂(?!长)|(?<!董事)局(?!长)|厅(?!长)|外交部|财政部|"
    r"商务部|建设部|教育部|人民政府|政府|(?:市|省|县|区|党|团|纪)委(?!副?书记|常委|委员)|(?:信托|证券|基金|保险|投资|控股|实业|科技|药业)(?![部处科室]|事业|业务|中心|总监|经理|顾问|委员|代表|专员|副?主管|发展|管理|分析|研究)|"
    r"集团军|部队|总队|幼儿园|酒店|俱乐部|工作室|药店|矿(?!长)|油田|电厂|公社|总社|合作社|研究会|促进会|科协|工商联|妇联|(?:总工会|工会|大队)(?!副?主席|副?大?队长)"
)
_ORGANIZATION = re.compile(
    rf"[{HAN}A-Za-z0-9·&.()-]{{0,{_LONGEST_ORGANIZATION - 4}}}(?:{_STRONG})(?:\([^()]{{1,12}}\))?(?![会部]?员|工程师)"
)
_JOINT = re.compile(r"(?:担任|出任|兼任|任职|任|从事|工作|做|的|,|为|历任|先后)+")
_AFTER = re.compile(r"(?:等?职务?|等职|工作|一职|职位|至今|等|\(.*)+$")
_HAN_LETTER = re.compile(f"[{HAN}]")
_STATEMENT = re.compile("(?:主要)?(?:负责|参与|主导|使用|协助|完成|从事|带领|领导|组织|开展|推动)|主要")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where somebody held which titles; spans count code points of the sentence.

    `start` is where its part of the sentence begins; `titles` reaches from the first of its titles to the last.
    """

    start: int
    organization: Span | None
    titles: Span | None


def find_posts(text: str, dates: Sequence[DateMention]) -> tuple[Post, ...]:
    """Returns the posts of one plain sentence in order; a list of titles belongs to the organisation before it.

    Args:
        text: The sentence.
        dates: The dates in it.
    """
    posts: list[Post] = []
    held = False
    for piece in _pieces(text):
        start = _after_dates(piece, dates)
        cue = _CUE.match(text, start, piece.end)
        held = held or (cue is not None and "任" in cue.group())
        post = _post(text, Span(cue.end() if cue else start, piece.end), piece.start)
        if post is None:
            continue
        if post.organization is None and posts and _goes_on(text, posts[-1], post):
            posts[-1] = _joined(posts[-1], post)
        elif held or post.organization is not None:
            posts.append(post)
    return tuple(posts)


def _pieces(text: str) -> list[Span]:
    edges = [0, *(edge for match in _PIECE.finditer(text) for edge in match.span()), len(text)]
    spans = (Span(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True))
    return [span for span in spans if 1 < span.end - span.start <= _LONGEST_PIECE]


def _after_dates(piece: Span, dates: Sequence[DateMention]) -> int:
    inside = (one.span.end for one in dates if one.span.start < piece.end and one.span.end > piece.start)
    return min(piece.end, max(inside, default=piece.start))


def _post(text: str, span: Span, start: int) -> Post | None:
    if _STATEMENT.match(text, span.start, span.end):
        return None
    named = _ORGANIZATION.match(text, span.start, span.end)
    if named is not None and names_position(named.group()) and not _ORGANIZATION.fullmatch(named.group()):
        named = None
    begin = named.end() if named else span.start
    joint = _JOINT.match(text, begin, span.end) if named else None
    begin = joint.end() if joint else begin
    tail = _AFTER.search(text, begin, span.end)
    end = tail.start() if tail else span.end
    title = text[begin:end]
    titled = _is_title(title)
    if named is None and not titled:
        return None
    if named is not None and not titled and title.strip("() "):
        return None
    return Post(
        start=start,
        organization=Span(*named.span()) if named else None,
        titles=Span(begin, end) if titled else None,
    )


def _is_title(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST_TITLE or _STATEMENT.match(text) or "的" in text:
        return False
    return _HAN_LETTER.search(text) is not None and names_position(text)


def _goes_on(text: str, post: Post, other: Post) -> bool:
    """Tells whether a title belongs to the post before it: close by, as the next of a list or as the first."""
    before = post.titles or post.organization
    if before is None or other.titles is None:
        return False
    return len(_CUE.sub("", text[before.end : other.titles.start])) <= _LONGEST_JOINT


def _joined(post: Post, other: Post) -> Post:
    if post.titles is None or other.titles is None:
        return replace(post, titles=other.titles)
    return replace(post, titles=Span(post.titles.start, other.titles.end))
