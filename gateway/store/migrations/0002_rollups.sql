-- depends: 0001_initial
-- The roll-ups `reading_1m` and `reading_1h`, under the same names and columns in both editions of TimescaleDB.
-- Bad values and texts (NaN) are no part of them; a bucket without a good value has no row.

-- For the roll-ups' own reading: rows lie in about the order of their time, so a few pages of index do.
CREATE INDEX reading_time ON reading USING brin (time) WITH (pages_per_range = 32, autosummarize = on);

-- Where the source of a reading is older than the roll-ups have already come (a replay of the spool): from when on
-- they must be made again.
CREATE TABLE reading_late (
    oldest  timestamptz NOT NULL
);

-- How far the roll-ups have come, where we keep them ourselves.
CREATE TABLE rollup (
    name    text PRIMARY KEY,
    until   timestamptz NOT NULL
);

DO $$
BEGIN
    IF current_setting('timescaledb.license') = 'timescale' THEN
        EXECUTE $sql$
            ALTER TABLE reading SET (
                timescaledb.compress, timescaledb.compress_segmentby = 'point', timescaledb.compress_orderby = 'time DESC'
            )
        $sql$;
        PERFORM add_compression_policy('reading', INTERVAL '7 days');
        EXECUTE $sql$
            CREATE MATERIALIZED VIEW reading_1m
            WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
            SELECT time_bucket(INTERVAL '1 minute', time) AS bucket, point,
                   min(value) AS min, avg(value) AS mean, max(value) AS max, count(*) AS count
            FROM reading WHERE quality = 0 AND value <> 'NaN' GROUP BY 1, 2
            WITH NO DATA
        $sql$;
        EXECUTE $sql$
            CREATE MATERIALIZED VIEW reading_1h
            WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
            SELECT time_bucket(INTERVAL '1 hour', bucket) AS bucket, point,
                   min(min) AS min, sum(mean * count) / sum(count) AS mean, max(max) AS max, sum(count) AS count
            FROM reading_1m GROUP BY 1, 2
            WITH NO DATA
        $sql$;
        -- Not further back than the shortest time for which a site may keep readings, so that what is made from
        -- dropped readings stays. What comes later still is refreshed by hand (see reading_late).
        PERFORM add_continuous_aggregate_policy('reading_1m',
            start_offset => INTERVAL '12 hours', end_offset => INTERVAL '1 minute',
            schedule_interval => INTERVAL '1 minute');
        PERFORM add_continuous_aggregate_policy('reading_1h',
            start_offset => INTERVAL '12 hours', end_offset => INTERVAL '1 hour',
            schedule_interval => INTERVAL '10 minutes');
    ELSE
        CREATE TABLE reading_1m (
            bucket  timestamptz NOT NULL,
            point   integer NOT NULL,
            min     double precision NOT NULL,
            mean    double precision NOT NULL,
            max     double precision NOT NULL,
            count   bigint NOT NULL
        );
        PERFORM create_hypertable('reading_1m', 'bucket', chunk_time_interval => INTERVAL '7 days',
            create_default_indexes => false);
        CREATE UNIQUE INDEX reading_1m_point_bucket ON reading_1m (point, bucket);
        CREATE TABLE reading_1h (LIKE reading_1m);
        PERFORM create_hypertable('reading_1h', 'bucket', chunk_time_interval => INTERVAL '180 days',
            create_default_indexes => false);
        CREATE UNIQUE INDEX reading_1h_point_bucket ON reading_1h (point, bucket);
    END IF;
END
$$;
