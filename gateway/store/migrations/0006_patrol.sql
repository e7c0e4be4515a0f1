-- depends: 0005_passage_events
-- Patrols: what was to be visited and when, who was there, and who was sent.

-- One walk along a route; `stops` is a list of {checkpoint, opens_at, due_at, closes_at, is_key}, times in seconds UTC.
CREATE TABLE patrol_round (
    id         text NOT NULL,
    site       text NOT NULL,
    route      text NOT NULL,
    starts_at  timestamptz NOT NULL,
    stops      jsonb NOT NULL,
    "order"    text NOT NULL CHECK ("order" IN ('fixed', 'free')),
    sync_s     double precision NOT NULL,
    guard      text NOT NULL DEFAULT '',
    team       text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_round_starts ON patrol_round (site, starts_at DESC);

-- `id` is the client's own: the same scan sent twice is one row. `round` is '' where none was due.
CREATE TABLE patrol_visit (
    id           text NOT NULL,
    site         text NOT NULL,
    time         timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    checkpoint   text NOT NULL,
    round        text NOT NULL,
    method       text NOT NULL CHECK (method IN ('nfc', 'reader', 'qr', 'link', 'manual')),
    trust        text NOT NULL CHECK (trust IN ('high', 'medium', 'low')),
    flags        text[] NOT NULL DEFAULT '{}',
    who          text NOT NULL,
    phone        text NOT NULL DEFAULT '',
    seq          bigint NOT NULL DEFAULT 0,
    finding      jsonb,
    checks       jsonb NOT NULL DEFAULT '{}',
    readings     jsonb NOT NULL DEFAULT '{}',
    note         text NOT NULL DEFAULT '',
    signed       text NOT NULL DEFAULT '',
    position     double precision[],
    digest       text NOT NULL DEFAULT '',
    monotonic_ms double precision,
    shown        text NOT NULL DEFAULT '',
    missed_since timestamptz,
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_visit_time ON patrol_visit (site, time DESC);
CREATE INDEX patrol_visit_received ON patrol_visit (site, received_at DESC);
CREATE INDEX patrol_visit_round ON patrol_visit (site, round);
CREATE INDEX patrol_visit_photos ON patrol_visit (site, received_at DESC) WHERE finding IS NOT NULL;

CREATE TABLE patrol_excuse (
    site       text NOT NULL,
    round      text NOT NULL,
    checkpoint text NOT NULL,
    reason     text NOT NULL,
    who        text NOT NULL,
    time       timestamptz NOT NULL,
    PRIMARY KEY (site, round, checkpoint)
);
CREATE INDEX patrol_excuse_time ON patrol_excuse (site, time DESC);

CREATE TABLE patrol_shift (
    id         text NOT NULL,
    site       text NOT NULL,
    who        text NOT NULL,
    phone      text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_shift_started ON patrol_shift (site, started_at DESC);

CREATE TABLE patrol_dispatch (
    id         text NOT NULL,
    site       text NOT NULL,
    time       timestamptz NOT NULL,
    by         text NOT NULL,
    guard      text NOT NULL DEFAULT '',
    place      jsonb NOT NULL,
    device     text NOT NULL DEFAULT '',
    checkpoint text NOT NULL DEFAULT '',
    alarm      text NOT NULL DEFAULT '',
    note       text NOT NULL DEFAULT '',
    state      text NOT NULL CHECK (state IN ('sent', 'accepted', 'arrived', 'done', 'cancelled')),
    taken_by   text NOT NULL DEFAULT '',
    answer     text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_dispatch_time ON patrol_dispatch (site, time DESC);

CREATE TABLE patrol_panic (
    id         text NOT NULL,
    site       text NOT NULL,
    time       timestamptz NOT NULL,
    who        text NOT NULL,
    phone      text NOT NULL DEFAULT '',
    position   double precision[],
    checkpoint text NOT NULL DEFAULT '',
    cleared_at timestamptz,
    cleared_by text NOT NULL DEFAULT '',
    note       text NOT NULL DEFAULT '',
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_panic_open ON patrol_panic (site) WHERE cleared_at IS NULL;

CREATE TABLE patrol_incident (
    id         text NOT NULL,
    site       text NOT NULL,
    time       timestamptz NOT NULL,
    who        text NOT NULL,
    kind       text NOT NULL,
    checkpoint text NOT NULL DEFAULT '',
    device     text NOT NULL DEFAULT '',
    round      text NOT NULL DEFAULT '',
    visit      text NOT NULL DEFAULT '',
    note       text NOT NULL DEFAULT '',
    media      text[] NOT NULL DEFAULT '{}',
    ticket     text NOT NULL DEFAULT '',
    closed_at  timestamptz,
    closed_by  text NOT NULL DEFAULT '',
    outcome    text NOT NULL DEFAULT '',
    PRIMARY KEY (site, id)
);
CREATE INDEX patrol_incident_time ON patrol_incident (site, time DESC, id DESC);
CREATE INDEX patrol_incident_open ON patrol_incident (site, time DESC, id DESC) WHERE closed_at IS NULL;

-- Acts that are in the audit log: one that comes twice is written once.
CREATE TABLE patrol_act (
    id   text NOT NULL,
    site text NOT NULL,
    time timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
