-- depends: 0006_patrol
-- An excuse that was taken back stays with that mark: were it gone, an older word of it would let it stand again.

ALTER TABLE patrol_excuse
    ADD COLUMN taken_back_at timestamptz,
    ADD COLUMN taken_back_by text NOT NULL DEFAULT '';
