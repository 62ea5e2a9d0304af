package io.adxflow.kql.bind;

import io.adxflow.kql.types.Schema;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What databases, tables and stored functions there are. May look them up when asked. Names of databases are case-insensitive, others are not. */
public interface Catalog {

    /** A database. */
    interface Database {
        /** As it is written. */
        String name();

        /** The columns of a table; null when there is none of that name. */
        @Nullable
        Schema table(String name);

        /** The names of all tables, for wildcards and hints. */
        Collection<String> tableNames();

        /** A stored function; null when there is none of that name. */
        @Nullable
        StoredFunction function(String name);

        /** The names of all stored functions, for hints. */
        Collection<String> functionNames();
    }

    /**
     * A stored function, as its command declares it. Its body is read when a query uses it.
     *
     * @param parameters {@code (T:(Value:real), interval:timespan=1m)}
     * @param body <code>{ T | where … }</code>
     */
    record StoredFunction(String name, String parameters, String body) {}

    /** The database that a query means when it names none. */
    Database defaultDatabase();

    /** A database by its name in any case; null when there is none. */
    @Nullable
    Database database(String name);

    /** The names of all databases, for hints. */
    Collection<String> databaseNames();
}
