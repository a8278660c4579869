-- The three roles of the database, run once by a superuser in the database of the board:
--   createdb tilannekuva && psql -d tilannekuva -f deploy/postgresql/roles.sql
-- Then give the two that log in a password, or let them in by their certificate: \password tilannekuva_writer, \password tilannekuva_reader
--
-- owner   owns the database and what is kept; nobody logs in as it.
-- writer  loads: makes a schema for each generation, fills it, moves the pointer, drops what is too old.
-- reader  reads; it can neither write nor make anything, and its own limits stand beside those of the program.

\set ON_ERROR_STOP on
-- What is there already is no news.
SET client_min_messages = warning;

DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['tilannekuva_owner', 'tilannekuva_writer', 'tilannekuva_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
        END IF;
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO tilannekuva_owner', current_database());
    -- By default everybody may connect and make temporary tables.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO tilannekuva_writer', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO tilannekuva_reader', current_database());
END $$;
ALTER ROLE tilannekuva_writer LOGIN CONNECTION LIMIT 5;
ALTER ROLE tilannekuva_reader LOGIN CONNECTION LIMIT 80;
ALTER ROLE tilannekuva_reader SET default_transaction_read_only = on;
ALTER ROLE tilannekuva_reader SET statement_timeout = '5s';
ALTER ROLE tilannekuva_reader SET idle_in_transaction_session_timeout = '10s';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS tilannekuva AUTHORIZATION tilannekuva_owner;
SET ROLE tilannekuva_owner;
CREATE TABLE IF NOT EXISTS tilannekuva.current (one boolean PRIMARY KEY DEFAULT true CHECK (one), generation integer NOT NULL);
CREATE TABLE IF NOT EXISTS tilannekuva.kept_file (name text PRIMARY KEY, content bytea NOT NULL);
-- A load says CREATE … IF NOT EXISTS, for which the right to create is asked first.
GRANT USAGE, CREATE ON SCHEMA tilannekuva TO tilannekuva_writer;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA tilannekuva TO tilannekuva_writer;
GRANT USAGE ON SCHEMA tilannekuva TO tilannekuva_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA tilannekuva TO tilannekuva_reader;
RESET ROLE;

-- Every generation is a schema of its own, made by a load: the reader may read it from the moment of its making.
ALTER DEFAULT PRIVILEGES FOR ROLE tilannekuva_writer GRANT USAGE ON SCHEMAS TO tilannekuva_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE tilannekuva_writer GRANT SELECT ON TABLES TO tilannekuva_reader;
