-- depends: 0003_causes
-- Gates: who passed, who may, who is inside, and what a stay costs. Money is in fen.

CREATE TABLE passage (
    id             text PRIMARY KEY,
    site           text NOT NULL,
    gate           text NOT NULL,
    time           timestamptz NOT NULL,
    plate          text NOT NULL,
    seen           text NOT NULL,
    colour         text NOT NULL,
    kind           text NOT NULL,
    confidence     real NOT NULL,
    direction      text NOT NULL CHECK (direction IN ('in', 'out', '')),
    decision       text NOT NULL CHECK (decision IN ('open', 'refuse', 'ask')),
    reason         text NOT NULL,
    outcome        text NOT NULL CHECK (outcome IN ('none', 'ordered', 'opened', 'failed')),
    candidates     text[] NOT NULL DEFAULT '{}',
    uncertain      integer[] NOT NULL DEFAULT '{}',
    match          text NOT NULL DEFAULT '',
    fee            integer,
    tailgating     boolean NOT NULL DEFAULT false,
    has_picture    boolean NOT NULL DEFAULT false,
    has_crop       boolean NOT NULL DEFAULT false,
    decided_by     text NOT NULL DEFAULT '',
    corrected_from text NOT NULL DEFAULT ''
);
CREATE INDEX passage_id_desc ON passage (site, id DESC);
CREATE INDEX passage_time ON passage (site, time DESC);
CREATE INDEX passage_plate ON passage (site, plate, id DESC);
CREATE INDEX passage_gate ON passage (site, gate, id DESC);

CREATE TABLE holder (
    site    text NOT NULL,
    name    text NOT NULL,
    spaces  integer NOT NULL DEFAULT 0 CHECK (spaces >= 0),
    phone   text NOT NULL DEFAULT '',
    PRIMARY KEY (site, name)
);

CREATE TABLE vehicle (
    id          text PRIMARY KEY,
    site        text NOT NULL,
    plate       text NOT NULL,
    list        text NOT NULL CHECK (list IN ('fixed', 'blocked', 'emergency')),
    holder      text NOT NULL DEFAULT '',
    note        text NOT NULL DEFAULT '',
    valid_from  timestamptz,
    valid_until timestamptz,
    UNIQUE (site, plate, list)
);

CREATE TABLE gate_pass (
    id          text PRIMARY KEY,
    site        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('visitor', 'contractor')),
    state       text NOT NULL CHECK (state IN ('requested', 'confirmed', 'revoked')),
    code        text NOT NULL UNIQUE,
    host_code   text NOT NULL UNIQUE,
    visitor     text NOT NULL,
    holder      text NOT NULL,
    plate       text NOT NULL DEFAULT '',
    valid_from  timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    most_uses   integer NOT NULL DEFAULT 1 CHECK (most_uses >= 0),
    uses        integer NOT NULL DEFAULT 0,
    gates       text[] NOT NULL DEFAULT '{}',
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL
);
CREATE INDEX gate_pass_id_desc ON gate_pass (site, id DESC);
CREATE INDEX gate_pass_until ON gate_pass (site, valid_until);

CREATE TABLE parking_session (
    id             text PRIMARY KEY,
    site           text NOT NULL,
    plate          text NOT NULL,
    entered_at     timestamptz NOT NULL,
    entry_gate     text NOT NULL,
    entry_passage  text NOT NULL,
    reason         text NOT NULL,
    left_at        timestamptz,
    exit_gate      text NOT NULL DEFAULT '',
    exit_passage   text NOT NULL DEFAULT '',
    fee            integer NOT NULL DEFAULT 0,
    paid           integer NOT NULL DEFAULT 0,
    paid_at        timestamptz
);
CREATE INDEX parking_session_inside ON parking_session (site, plate) WHERE left_at IS NULL;
CREATE INDEX parking_session_id_desc ON parking_session (site, id DESC);

-- `id` is the payer's own: the same payment told twice counts once.
CREATE TABLE parking_payment (
    id       text NOT NULL,
    site     text NOT NULL,
    session  text NOT NULL REFERENCES parking_session (id),
    amount   integer NOT NULL CHECK (amount > 0),
    method   text NOT NULL DEFAULT '',
    time     timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
