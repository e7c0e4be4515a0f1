-- What Gatehouse keeps. Times are UTC; ids are text; every row of a site carries its site.

-- A point has a number so that a reading stays small.
CREATE TABLE point (
    number  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site    text NOT NULL,
    device  text NOT NULL,
    point   text NOT NULL,
    UNIQUE (site, device, point)
);

-- value is NaN where the quality (0 good, 1 bad, 2 stale) is not good.
CREATE TABLE reading (
    time    timestamptz NOT NULL,
    point   integer NOT NULL,
    value   double precision NOT NULL,
    quality smallint NOT NULL
);
DO $$
BEGIN
    PERFORM create_hypertable('reading', 'time', chunk_time_interval => INTERVAL '1 day', create_default_indexes => false);
END
$$;
CREATE UNIQUE INDEX reading_point_time ON reading (point, time);

CREATE TABLE account (
    name          text PRIMARY KEY,
    role          text NOT NULL CHECK (role IN ('operator', 'guard', 'engineer', 'frontdesk', 'manager', 'admin')),
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    disabled      boolean NOT NULL DEFAULT false,
    epoch         integer NOT NULL DEFAULT 0
);

CREATE TABLE token (
    id         text PRIMARY KEY,
    role       text NOT NULL CHECK (role IN ('operator', 'guard', 'engineer', 'frontdesk', 'manager', 'admin')),
    hash       text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked    boolean NOT NULL DEFAULT false
);

CREATE TABLE audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time    timestamptz NOT NULL DEFAULT now(),
    site    text NOT NULL,
    who     text NOT NULL,
    role    text NOT NULL,
    action  text NOT NULL,
    target  text NOT NULL DEFAULT '',
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_time ON audit (time DESC);

CREATE TABLE ticket (
    id           text PRIMARY KEY,
    number       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    site         text NOT NULL,
    title        text NOT NULL,
    message      jsonb NOT NULL DEFAULT '{}',
    device       text,
    alarm        text,
    kind         text NOT NULL DEFAULT '',
    priority     smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    source       text NOT NULL CHECK (source IN ('alarm', 'patrol', 'inspection', 'upkeep', 'frontdesk')),
    trade        text NOT NULL DEFAULT '',
    urgency      text NOT NULL CHECK (urgency IN ('emergency', 'ordinary', 'appointment')),
    state        text NOT NULL,
    assignee     text,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    arrive_by    timestamptz,
    resolve_by   timestamptz,
    accepted_at  timestamptz,
    arrived_at   timestamptz,
    resolved_at  timestamptz,
    verified_at  timestamptz,
    closed_at    timestamptz,
    held_since   timestamptz,
    hold_reason  text,
    cause        text,
    solution     text,
    rating       smallint CHECK (rating BETWEEN 1 AND 5),
    repeats      integer NOT NULL DEFAULT 0,
    breaches     jsonb NOT NULL DEFAULT '{}',
    version      integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX ticket_one_open ON ticket (site, device, kind)
    WHERE source = 'alarm' AND state NOT IN ('closed', 'cancelled');
CREATE INDEX ticket_id_desc ON ticket (site, id DESC);
CREATE INDEX ticket_state ON ticket (site, state, id DESC);
CREATE INDEX ticket_device ON ticket (site, device, id DESC);
CREATE INDEX ticket_assignee ON ticket (site, assignee, id DESC);
-- What the clocks are looked up in, every few seconds.
CREATE INDEX ticket_running ON ticket (site) WHERE state NOT IN ('resolved', 'verified', 'closed', 'cancelled');

-- Each step of a ticket, and each repeat of its alarm.
CREATE TABLE ticket_event (
    id      text PRIMARY KEY,
    ticket  text NOT NULL REFERENCES ticket (id),
    time    timestamptz NOT NULL,
    who     text NOT NULL,
    action  text NOT NULL,
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ticket_event_ticket ON ticket_event (ticket, time);

-- One row an occurrence.
CREATE TABLE alarm (
    id              text PRIMARY KEY,
    site            text NOT NULL,
    device          text NOT NULL,
    point           text NOT NULL,
    rule            text NOT NULL,
    kind            text NOT NULL,
    name            jsonb NOT NULL,
    priority        smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    condition       text NOT NULL CHECK (condition IN ('active', 'returned')),
    acknowledged    boolean NOT NULL,
    latched         boolean NOT NULL,
    suppression     text NOT NULL DEFAULT 'none',
    raised_at       timestamptz NOT NULL,
    returned_at     timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    reset_at        timestamptz,
    reset_by        text,
    value           double precision,
    "limit"         double precision,
    message         jsonb NOT NULL,
    advice          jsonb,
    ticket          text REFERENCES ticket (id),
    open            boolean NOT NULL
);
-- One index for each way in which the list is filtered; every one ends in the list's order.
CREATE INDEX alarm_raised ON alarm (site, raised_at DESC, id DESC);
CREATE INDEX alarm_open ON alarm (site, raised_at DESC, id DESC) WHERE open;
CREATE INDEX alarm_active ON alarm (site, raised_at DESC, id DESC) WHERE condition = 'active';
CREATE INDEX alarm_device ON alarm (site, device, raised_at DESC, id DESC);
CREATE INDEX alarm_priority ON alarm (site, priority, raised_at DESC, id DESC);
CREATE INDEX alarm_device_priority ON alarm (site, device, priority, raised_at DESC, id DESC);
CREATE INDEX alarm_ticket ON alarm (ticket) WHERE ticket IS NOT NULL;

CREATE TABLE alarm_event (
    id      text PRIMARY KEY,
    alarm   text NOT NULL REFERENCES alarm (id),
    time    timestamptz NOT NULL,
    who     text NOT NULL,
    action  text NOT NULL,
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX alarm_event_alarm ON alarm_event (alarm, time);

CREATE TABLE device_event (
    id      text PRIMARY KEY,
    site    text NOT NULL,
    device  text NOT NULL,
    time    timestamptz NOT NULL,
    body    jsonb NOT NULL
);
CREATE INDEX device_event_time ON device_event (site, device, time DESC);

-- What is to be told to somebody outside; written in the transaction of the thing that it tells of.
CREATE TABLE notification (
    id          text PRIMARY KEY,
    site        text NOT NULL,
    channel     text NOT NULL,
    event       text NOT NULL,
    subject     text NOT NULL,
    body        text NOT NULL,
    ticket      text REFERENCES ticket (id),
    alarm       text,
    state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    uncertain   boolean NOT NULL DEFAULT false, -- the program ended while it was being sent: it may have gone out
    attempts    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    next_try_at timestamptz NOT NULL DEFAULT now(),
    sent_at     timestamptz,
    last_error  text
);
CREATE INDEX notification_due ON notification (site, next_try_at) WHERE state IN ('queued', 'sending');
CREATE INDEX notification_state ON notification (site, state, id DESC);
