package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.syntax.KqlException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the two forms in which the results of a query are written, table by table. Calls come in the order of the methods; for one thread. */
interface Answer {
    /**
     * Writes what comes before the first table.
     *
     * @param renders what each table is to be drawn as; an element is null where the query does not say
     */
    void begin(List<@Nullable RenderInfo> renders, JsonGenerator json) throws IOException;

    /** Writes a table's name and columns. */
    void beginTable(ResultTable table, JsonGenerator json) throws IOException;

    /**
     * Ends a table behind its rows.
     *
     * @param failure why rows are missing, or null when none is
     */
    void endTable(@Nullable KqlException failure, JsonGenerator json) throws IOException;

    /** Says why tables are missing behind those that were written. */
    void failed(KqlException failure, JsonGenerator json) throws IOException;

    /** Writes what comes behind the last table. */
    void end(QueryIdentity query, JsonGenerator json) throws IOException;
}
