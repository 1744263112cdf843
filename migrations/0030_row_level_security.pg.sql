-- Row level security: a table of the clinics shows a transaction the rows of its own clinic, and takes no others. It
-- stands behind the conditions that the statements name themselves. A new table with clinic_id calls keep_to_clinic in the
-- PostgreSQL part of its migration.

-- Whose rows the transaction reaches: a clinic's, by its id, or every clinic's. One that names neither is refused rather
-- than shown nothing, because work that takes nothing for an answer could act on it: files that no row knows are removed.
CREATE FUNCTION clinic_in_reach() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    named text := current_setting('db.tenant', true);
BEGIN
    IF named IS NULL OR named = '' THEN
        RAISE insufficient_privilege USING MESSAGE = 'the transaction names no clinic';
    END IF;
    RETURN named;
END $$;

-- Within a policy, a SELECT of its own is evaluated once for a statement instead of once for each row, and CASE keeps the
-- order: the word "every" is never read as an id.
CREATE PROCEDURE keep_to_clinic(kept regclass, key text DEFAULT 'clinic_id') LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format(
        'CREATE POLICY own_clinic ON %s USING (CASE WHEN (SELECT clinic_in_reach() = ''every'') THEN true
            ELSE %I = (SELECT clinic_in_reach()::uuid) END)',
        kept, key);
END $$;

CALL keep_to_clinic('clinic', 'id');
DO $$
DECLARE
    kept regclass;
BEGIN
    FOR kept IN
        SELECT format('%I.%I', table_schema, table_name)::regclass FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = current_schema() AND column_name = 'clinic_id' AND table_type = 'BASE TABLE'
        ORDER BY 1
    LOOP
        CALL keep_to_clinic(kept);
    END LOOP;
END $$;
