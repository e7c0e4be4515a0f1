-- depends: 0004_gates
-- What people did about passages: who opened, who put a plate right. An act that comes twice is written once.

CREATE TABLE passage_event (
    id      text PRIMARY KEY,
    passage text NOT NULL REFERENCES passage (id),
    time    timestamptz NOT NULL,
    who     text NOT NULL,
    action  text NOT NULL,
    detail  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX passage_event_passage ON passage_event (passage, time);
