-- Without figures SQLite takes the first column of an index for as telling as all of them, and reads the whole of what one
-- tenant owns where one row was asked for. Real figures would change the plans from host to host; these are the same
-- everywhere: tables are large, the first column of several tells nothing apart, each further one much, a key everything.
ANALYZE schema_migration;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name, i.name,
       '1000000' || (SELECT group_concat(rows, '') FROM (
           SELECT ' ' || CASE WHEN i."unique" AND i.partial = 0 AND c.seqno = k.columns - 1 THEN 1
                              WHEN c.seqno = 0 AND k.columns > 1 THEN 1000000
                              ELSE max(2, 40 >> (2 * c.seqno)) END AS rows
           FROM pragma_index_xinfo(i.name) c, (SELECT count(*) AS columns FROM pragma_index_xinfo(i.name) WHERE key = 1) k
           WHERE c.key = 1 ORDER BY c.seqno))
FROM sqlite_schema t, pragma_index_list(t.name) i
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\';
ANALYZE sqlite_schema;
