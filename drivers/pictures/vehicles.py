"""Each vehicle before a gate's camera, told once: as soon as frames agree on its plate, or as unsure where they don't.

Motion comes first: a picture is read only where something moves, while a vehicle is being read, and from time to time
while one stands there, to know whether it still does.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from drivers.pictures.motion import Box, union
from drivers.pictures.shot import LARGEST_JPEG, Picture, Shot, encoded
from drivers.pictures.stay import Arriving, Stay, Told, candidates, direction_of, width
from drivers.plates.recognise import Plate
from drivers.plates.rectify import straighten
from drivers.plates.vote import AGREEING, Track, Verdict, followed, parted, verdict
from drivers.sighting import Sighting

READ_S, IDLE_READ_S, PROBE_S = 0.12, 0.3, 2.0  # pauses between readings: of a vehicle, of what moves, of what stands
NARROWEST = 0.1  # of the picture: what moves and is narrower is no vehicle
PADDING = 0.08  # of the picture, around what moves
LEAST_CONFIDENCE = 0.02  # what is read with less is a fence or a sign, or says nothing of a plate that is one
UNSURE_AFTER_S = 4.0  # of standing
LEFT_S = 10.0  # not read for so long: gone, and told again when it comes again
DIRECTION_WAIT_S = 0.8  # how long an agreed plate waits for its direction
WIDEST = 0.35  # of the picture: no vehicle would fit into it; the windows of a facade look like such a plate
SMALLEST_WIDTH = 60.0  # pixels; smaller plates are waited for
CLOSER = 1.3  # times as wide as when it was told as unsure: it has come up, and is looked at anew
CROP_WIDTH, CROP_MARGIN = 280, 0.08
MOST_TRACKS, MOST_STAYS = 6, 12

Read = Callable[[Picture], Sequence[Plate]]


class Vehicles:
    """One camera's vehicles. `see` takes its frames in order, from one thread at a time."""

    def __init__(self, device: str, read: Read) -> None:
        self._device = device
        self._read = read
        self._tracks: list[Track] = []
        self._arriving: dict[int, Arriving] = {}
        self._stays: list[Stay] = []
        self._read_s = -math.inf
        self._numbered = 0

    @property
    def is_awake(self) -> bool:
        """Whether frames are wanted though nothing moves."""
        return bool(self._tracks or self._stays)

    def see(self, shot: Shot, moving: Sequence[Box] = ()) -> list[Sighting]:
        """The vehicles of which something can be told now. `moving`: what moves in this frame."""
        region = self._region(shot.time, moving)
        if region is None:
            return []
        self._read_s = shot.time
        picture = shot.picture()
        plates = [plate for plate in _read_in(picture, region, self._read) if _may_be_one(plate, picture.shape[1])]
        self._follow([plate for plate in plates if not self._is_known(plate, shot)], shot)
        self._stays = [stay for stay in self._stays if shot.time - stay.seen_s <= LEFT_S][-MOST_STAYS:]
        told = [self._told(track, shot.time) for track in self._tracks]
        going, gone = parted(self._tracks, shot.time)
        told += [self._gone(track) for track in gone if track.number in self._arriving]
        self._tracks = [track for track in going if track.number in self._arriving]
        return [sighting for sighting in told if sighting is not None]

    def _region(self, time: float, moving: Sequence[Box]) -> Box | None:
        """What of the picture is to be read now; None: nothing."""
        whole = union(tuple(moving)) if moving else None
        if whole is not None and whole.right - whole.left < NARROWEST:
            whole = None
        pause_s = READ_S if self._tracks else IDLE_READ_S
        if not self._tracks and whole is None:
            if not self._stays:
                return None
            pause_s = PROBE_S
        if 0 <= time - self._read_s < pause_s:
            return None
        # Where a vehicle is already being read its plate may be anywhere near: the frame is small enough then.
        return Box(left=0, top=0, right=1, bottom=1) if self._tracks or whole is None or self._stays else _padded(whole)

    def _is_known(self, plate: Plate, shot: Shot) -> bool:
        """Whether it is a vehicle that stands there already. One that begins to count anew is no longer known."""
        stay = next((stay for stay in self._stays if stay.is_this(plate)), None)
        if stay is None:
            return False
        arriving = Arriving(first=stay.rest, rest=stay.rest, rest_since_s=shot.time)
        arriving.see(plate, shot)
        is_closer = stay.told is Told.UNSURE and width(plate.corners) >= CLOSER * width(stay.rest) and bool(plate.text)
        if is_closer or (stay.told is Told.PARKED and arriving.came):
            self._stays.remove(stay)
            track = Track(number=self._number(), since_s=stay.seen_s, seen_s=shot.time, plates=tuple(stay.plates))
            self._tracks.append(track)
            self._arriving[track.number] = replace(arriving, came=True)
            return False
        stay.seen_s, stay.last = shot.time, plate.corners
        return True

    def _follow(self, plates: Sequence[Plate], shot: Shot) -> None:
        numbers = {track.number for track in self._tracks}
        before = {track.number: track.plates[-1] for track in self._tracks}
        after = followed(self._tracks, plates, shot.time)
        self._tracks = []
        for track in after[-MOST_TRACKS:]:
            newest = track.plates[-1]
            if track.number not in numbers:
                # Numbers begin anew when no track is left; ours never do.
                track = replace(track, number=self._number())
                self._arriving[track.number] = Arriving(
                    first=newest.corners, rest=newest.corners, rest_since_s=shot.time
                )
            if before.get(track.number) is not newest:
                self._arriving[track.number].see(newest, shot)
            self._tracks.append(track)
        self._arriving = {track.number: self._arriving[track.number] for track in self._tracks}

    def _number(self) -> int:
        self._numbered += 1
        return self._numbered

    def _told(self, track: Track, time: float) -> Sighting | None:
        """What is said of a vehicle that is still there, once it can be."""
        noted, said = self._arriving[track.number], verdict(track.plates)
        rests_s = time - noted.rest_since_s
        if not noted.came:
            if rests_s >= UNSURE_AFTER_S:
                self._settle(track, Told.PARKED, said)
            return None
        if said.text:
            waits = rests_s < DIRECTION_WAIT_S and time - track.since_s < DIRECTION_WAIT_S
            return None if waits and not direction_of(track) else self._tell(track, Told.AGREED, said)
        is_large = width(track.plates[-1].corners) >= SMALLEST_WIDTH
        if rests_s >= UNSURE_AFTER_S and is_large and len(track.plates) >= AGREEING:
            return self._tell(track, Told.UNSURE, said)
        return None

    def _gone(self, track: Track) -> Sighting | None:
        """What is said of a vehicle that went before anything was: nothing of one that only one frame knows."""
        noted, said = self._arriving[track.number], verdict(track.plates)
        if len(track.plates) < AGREEING or not noted.came:
            self._arriving.pop(track.number)
            return None
        return self._tell(track, Told.AGREED if said.text else Told.UNSURE, said)

    def _settle(self, track: Track, told: Told, said: Verdict) -> Arriving:
        newest = track.plates[-1]
        self._stays.append(
            Stay(
                told=told, text=said.text or said.seen, rest=newest.corners, last=newest.corners,
                seen_s=track.seen_s, plates=[newest],
            )
        )  # fmt: skip
        return self._arriving.pop(track.number)

    def _tell(self, track: Track, told: Told, said: Verdict) -> Sighting:
        noted = self._settle(track, told, said)
        assert noted.best is not None
        _, shot, plate = noted.best
        return Sighting(
            id=f"{self._device}-{round(track.since_s * 1000)}-{track.number}",
            device=self._device,
            time=track.seen_s,
            plate=said.text,
            seen=said.seen,
            colour=said.colour,
            kind=said.kind,
            confidence=said.confidence,
            margin=1 - math.exp(-max(0.0, plate.margin)),
            frames=said.agreeing,
            direction=direction_of(track),
            candidates=candidates(track, said),
            uncertain=said.uncertain,
            picture=_small(shot),
            crop=_crop(shot.picture(), plate),
        )


def _may_be_one(plate: Plate, picture_px: int) -> bool:
    return plate.confidence >= LEAST_CONFIDENCE and width(plate.corners) <= WIDEST * picture_px


def _read_in(picture: Picture, region: Box, read: Read) -> list[Plate]:
    """The plates of a part of the picture; their corners are those of the whole."""
    high, wide = picture.shape[:2]
    left, top = int(region.left * wide), int(region.top * high)
    part = picture[top : math.ceil(region.bottom * high), left : math.ceil(region.right * wide)]
    corner = np.array([left, top], np.float32)
    return [replace(plate, corners=plate.corners + corner) for plate in read(np.ascontiguousarray(part))]


def _padded(box: Box) -> Box:
    return Box(
        left=max(0.0, box.left - PADDING), top=max(0.0, box.top - PADDING),
        right=min(1.0, box.right + PADDING), bottom=min(1.0, box.bottom + 2 * PADDING),
    )  # fmt: skip


def _small(shot: Shot) -> bytes:
    """The frame as a JPEG that may be kept."""
    data = shot.jpeg()
    return data if len(data) <= LARGEST_JPEG else encoded(shot.picture())


def _crop(picture: Picture, plate: Plate) -> bytes:
    left, right = plate.corners[3] - plate.corners[0], plate.corners[2] - plate.corners[1]
    high = max(1.0, float(np.hypot(*left) + np.hypot(*right)) / 2)
    size = (CROP_WIDTH, round(CROP_WIDTH * min(1.0, max(0.2, high / width(plate.corners)))))
    return encoded(straighten(picture, plate.corners, size=size, margin=CROP_MARGIN))
