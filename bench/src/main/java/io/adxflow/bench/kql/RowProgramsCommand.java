package io.adxflow.bench.kql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.rows.RowProgram;
import io.adxflow.kql.rows.RowRunner;
import io.adxflow.kql.rows.RowSink;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.DynamicValue;
import io.adxflow.kql.values.Text;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs row programs over log records in one thread, reads every value of every row that they make, and prints what a record costs. */
@Command(
        name = "rows",
        description =
                "Runs row programs over log records in one thread; prints one JSON line per program: records a second, bytes allocated a record.")
public final class RowProgramsCommand implements Callable<Integer> {
    private static final List<String> PROGRAMS = List.of(
            "source",
            "source | where SeverityNumber >= 21",
            "source | where Body has \"panic\"",
            "source | where Body contains \"Panic\"",
            "source | where Attributes[\"http.method\"] == \"PATCH\"",
            "source | where Body matches regex @\"panic in \\d+ ms\"",
            "source | where SeverityNumber >= 17 | extend Status = toint(Attributes[\"http.status_code\"]), User = tostring(Attributes.user.id)"
                    + " | project Timestamp, SeverityText, Status, User, Body",
            "source | where SeverityNumber >= 9 | extend Status = toint(Attributes[\"http.status_code\"]), User = tostring(Attributes.user.id)"
                    + " | project Timestamp, SeverityText, Status, User, Body",
            "source | extend A = strlen(Body), B = tolower(SeverityText), C = toint(Attributes[\"took_ms\"]), D = strcat(SeverityText, \"-\", SeverityNumber),"
                    + " E = bin(Timestamp, 1m)",
            "source | parse Body with Verb \" \" Path \" \" Outcome \" in \" Took:long \" ms\" * | project-away Body",
            "source | extend Body = replace_regex(Body, @\"tenant-\\d+\", \"tenant\")");

    @Option(
            names = "--records",
            defaultValue = "2000000",
            description = "measured, per program (default: ${DEFAULT-VALUE})")
    private long records;

    @Parameters(arity = "0..*", description = "programs to run instead of the built-in ones")
    private List<String> programs = new ArrayList<>();

    @Override
    public Integer call() {
        LogRecords logs = new LogRecords(10_000, 7);
        for (String program : programs.isEmpty() ? PROGRAMS : programs) {
            System.out.println(measure(program, logs));
        }
        return 0;
    }

    private ObjectNode measure(String text, LogRecords logs) {
        RowProgram program = RowProgram.bind(text, LogRecords.SCHEMA);
        RowRunner runner = program.runner();
        ValueReader reader = new ValueReader(program.schema());
        run(runner, logs, reader, records / 4);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        reader.rows = 0;
        run(runner, logs, reader, records);
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("program", text);
        line.put("records", records);
        line.put("rows", reader.rows);
        // Else the compiler may leave out what nobody reads.
        line.put("checksum", reader.sum);
        line.put("records_per_cpu_second", Math.round(records * 1e9 / cpu));
        line.put("cpu_ns_per_record", Math.round((double) cpu / records));
        line.put("allocated_bytes_per_record", Math.round(10.0 * bytes / records) / 10.0);
        return line;
    }

    private static void run(RowRunner runner, LogRecords logs, RowSink sink, long count) {
        for (long i = 0; i < count; i++) {
            runner.run(logs.at((int) (i % logs.size())), sink);
        }
    }

    /** Reads every value of a row, as who writes it would. */
    private static final class ValueReader implements RowSink {
        private final KqlType[] types;
        private final Text text = new Text();
        private final DynamicValue dynamic = new DynamicValue();
        private long rows;
        private long sum;

        ValueReader(Schema schema) {
            types = schema.columns().stream().map(column -> column.type()).toArray(KqlType[]::new);
        }

        @Override
        public void row(RecordReader row) {
            rows++;
            for (int i = 0; i < types.length; i++) {
                switch (types[i]) {
                    case STRING -> {
                        row.text(i, text);
                        sum += text.bytes().length;
                    }
                    case DYNAMIC -> {
                        if (!row.isNull(i)) {
                            row.dynamic(i, dynamic);
                            sum += dynamic.isNull() ? 1 : 0;
                        }
                    }
                    case REAL -> sum += row.isNull(i) ? 0 : (long) row.real(i);
                    case DECIMAL, GUID -> sum += row.object(i) == null ? 0 : 1;
                    default -> sum += row.isNull(i) ? 0 : row.whole(i);
                }
            }
        }
    }
}
