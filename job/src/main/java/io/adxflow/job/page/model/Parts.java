package io.adxflow.job.page.model;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sources.control.ControlBoard;
import io.adxflow.sources.watch.PartExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends this process' part to where the coordinator is, and reads those that came here: JSON, deflated. Tables, which are most of it, go
 * along now and then. For one thread.
 */
final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectWriter WRITER = JSON.writerFor(Part.class);
    private static final ObjectReader READER = JSON.readerFor(Part.class);
    private static final long TABLES_EVERY_MILLIS = 5_000;

    private final PartExchange exchange;
    private final Map<String, List<Part.Table>> tables = new HashMap<>();
    private long tablesToldMillis = Long.MIN_VALUE / 2;

    Parts(PartExchange exchange) {
        this.exchange = exchange;
    }

    /** Has the part sent, unless the coordinator is in this process, or nobody could send it. */
    void tell(Part own) {
        if (ControlBoard.jvm().view() == null && own.topology() != null) {
            boolean now = Math.abs(own.atMillis() - tablesToldMillis) >= TABLES_EVERY_MILLIS;
            tablesToldMillis = now ? own.atMillis() : tablesToldMillis;
            exchange.offer(bytes(now ? own : withTables(own, null)));
        }
    }

    /** The newest parts of other processes, each with the tables that it told of last. */
    Collection<Part> others() {
        List<Part> parts = new ArrayList<>();
        for (byte[] bytes : exchange.parts()) {
            try {
                Part part = part(bytes);
                List<Part.Table> told = part.tables();
                if (told != null) {
                    tables.put(part.process(), told);
                }
                parts.add(withTables(part, tables.getOrDefault(part.process(), List.of())));
            } catch (IOException e) {
                LOG.warn("A process told of itself what does not read, as one of another build may: {}", e.toString());
            }
        }
        tables.keySet().removeIf(process -> parts.stream()
                .noneMatch(part -> part.process().equals(process)));
        return parts;
    }

    static byte[] bytes(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            WRITER.writeValue(out, part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Part part(byte[] bytes) throws IOException {
        return READER.readValue(new InflaterInputStream(new ByteArrayInputStream(bytes)));
    }

    private static Part withTables(Part part, @Nullable List<Part.Table> tables) {
        return new Part(
                part.process(),
                part.atMillis(),
                part.totals(),
                part.monikers(),
                part.namespaces(),
                part.flows(),
                part.senders(),
                part.agents(),
                part.listeners(),
                part.refusals(),
                part.standings(),
                part.backlogs(),
                part.expectedMillis(),
                part.disks(),
                part.job(),
                part.topology(),
                part.control(),
                tables);
    }
}
