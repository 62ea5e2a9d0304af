package io.adxflow.sinks.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.storage.AppendStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Versions as files, each made once and never changed:
 *
 * <pre>
 * tables/&lt;database&gt;/&lt;table&gt;.&lt;n&gt;.json             a version
 * told/&lt;database&gt;/&lt;table&gt;.&lt;n&gt;.&lt;moniker&gt;          it is, or was, on its way into that moniker's table of versions
 * pending/&lt;database&gt;/&lt;table&gt;.&lt;n&gt;.&lt;moniker&gt;       it is on its way
 * </pre>
 *
 * Thread-safe.
 */
final class VersionFiles {
    private static final String TABLES = "tables/";
    private static final String TOLD = "told/";
    private static final String PENDING = "pending/";
    private static final Pattern VERSION = Pattern.compile("(.+)\\.(\\d{1,9})\\.json");
    private static final Pattern TOLD_BY = Pattern.compile("(.+)\\.(\\d{1,9})\\.([^.]+)");
    /** A file that is not whole after so long is of a process that died: it stays nothing. */
    static final long WRITING_MILLIS = 60_000;

    private static final int MAX_BYTES = 16 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AppendStore store;
    private final LongSupplier epochMillis;

    /** A version on its way into a moniker's table of versions. */
    record Pending(TableId id, int number, String moniker) {}

    VersionFiles(AppendStore store, LongSupplier epochMillis) {
        this.store = store;
        this.epochMillis = epochMillis;
    }

    /** The newest number of each table of a database, by the table's encoded name. */
    Map<String, Integer> newest(String database) throws IOException {
        return newestIn(TABLES + FileNames.encode(database) + "/");
    }

    private Map<String, Integer> newestIn(String folder) throws IOException {
        Map<String, Integer> newest = new HashMap<>();
        store.visit(folder, name -> {
            Matcher version = VERSION.matcher(name.substring(folder.length()));
            if (version.matches()) {
                newest.merge(version.group(1), Integer.parseInt(version.group(2)), Math::max);
            }
        });
        return newest;
    }

    /** The newest number of each table. */
    Map<TableId, Integer> newest() throws IOException {
        Map<String, Integer> files = newestIn(TABLES);
        Map<TableId, Integer> newest = new HashMap<>();
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            String database = slash < 0 ? null : FileNames.decode(file.getKey().substring(0, slash));
            String table = FileNames.decode(file.getKey().substring(slash + 1));
            if (database != null && table != null) {
                newest.put(new TableId(database, table), file.getValue());
            } else {
                TableVersion whole = readFile(TABLES + file.getKey() + "." + file.getValue() + ".json");
                if (whole != null) {
                    newest.put(whole.id(), file.getValue());
                }
            }
        }
        return newest;
    }

    /**
     * A version; null when its file is not there, or stays nothing for ever.
     *
     * @throws IOException when it cannot be read now, as while it is being written
     */
    @Nullable
    TableVersion read(TableId id, int number) throws IOException {
        return readFile(name(id, number));
    }

    private @Nullable TableVersion readFile(String name) throws IOException {
        byte[] bytes = content(name);
        if (bytes == null) {
            return null;
        }
        try {
            return TableVersionText.read(bytes);
        } catch (IOException e) {
            if (epochMillis.getAsLong() - store.modifiedMillis(name) > WRITING_MILLIS) {
                return null;
            }
            throw new IOException(name + " is being written, or is damaged: " + e.getMessage(), e);
        }
    }

    private byte @Nullable [] content(String name) throws IOException {
        try {
            long length = store.length(name);
            if (length > MAX_BYTES) {
                throw new IOException(name + ": " + length + " bytes (expected: at most " + MAX_BYTES + ")");
            }
            byte[] bytes = new byte[(int) length];
            store.read(name, 0, bytes, 0, bytes.length);
            return bytes;
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    /** Whether there is a file of that number, whatever it holds. */
    boolean isTaken(TableId id, int number) throws IOException {
        return store.isThere(name(id, number));
    }

    /** Makes a version; false when its number is taken. */
    boolean create(TableVersion version) throws IOException {
        return store.createWhole(name(version.id(), version.number()), TableVersionText.bytes(version));
    }

    /** Puts a version on its way into a moniker's table of versions, unless it is or was. */
    void tell(TableId id, int number, String moniker) throws IOException {
        String told = TOLD + FileNames.encode(id.database()) + "/" + tail(id, number) + "." + FileNames.encode(moniker);
        if (store.isThere(told)) {
            return;
        }
        // First what is to be done, then that it was said: a death in between says it twice, never not at all.
        String json = JSON.createObjectNode()
                .put("database", id.database())
                .put("table", id.table())
                .put("version", number)
                .put("moniker", moniker)
                .toString();
        store.createWhole(pending(new Pending(id, number, moniker)), json.getBytes(UTF_8));
        store.createWhole(told, "{}".getBytes(UTF_8));
    }

    /** Monikers that were told of any version of a database's tables, by the table's encoded name. */
    Map<String, Set<String>> toldMonikers(String database) throws IOException {
        String folder = TOLD + FileNames.encode(database) + "/";
        Map<String, Set<String>> monikers = new HashMap<>();
        store.visit(folder, name -> {
            Matcher told = TOLD_BY.matcher(name.substring(folder.length()));
            String moniker = told.matches() ? FileNames.decode(told.group(3)) : null;
            if (moniker != null) {
                monikers.computeIfAbsent(told.group(1), none -> new TreeSet<>()).add(moniker);
            }
        });
        return monikers;
    }

    /** What is on its way, at most so many. */
    List<Pending> pending(int most) throws IOException {
        List<String> names = store.list(PENDING);
        List<Pending> pending = new ArrayList<>();
        for (String name : names) {
            if (pending.size() >= most) {
                break;
            }
            if (name.contains("/.")) {
                // What a process leaves that dies while it writes.
                continue;
            }
            Pending one = pendingOf(name.substring(PENDING.length()));
            if (one == null) {
                one = readPending(name);
            }
            if (one != null) {
                pending.add(one);
            }
        }
        return pending;
    }

    /** By its name alone; null where that does not say all. */
    private static @Nullable Pending pendingOf(String name) {
        int slash = name.indexOf('/');
        Matcher file = TOLD_BY.matcher(name.substring(slash + 1));
        if (slash < 0 || !file.matches()) {
            return null;
        }
        String database = FileNames.decode(name.substring(0, slash));
        String table = FileNames.decode(file.group(1));
        String moniker = FileNames.decode(file.group(3));
        return database == null || table == null || moniker == null
                ? null
                : new Pending(new TableId(database, table), Integer.parseInt(file.group(2)), moniker);
    }

    private @Nullable Pending readPending(String name) throws IOException {
        byte[] bytes = content(name);
        if (bytes == null) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            return new Pending(
                    new TableId(
                            json.path("database").asText(), json.path("table").asText()),
                    json.path("version").asInt(),
                    json.path("moniker").asText());
        } catch (JsonProcessingException e) {
            // Being written, or left half by a process that died: told again with the table's next version.
            return null;
        }
    }

    /** It has arrived. */
    void arrived(Pending pending) throws IOException {
        store.delete(pending(pending));
    }

    private static String pending(Pending pending) {
        return PENDING + FileNames.encode(pending.id().database()) + "/" + tail(pending.id(), pending.number()) + "."
                + FileNames.encode(pending.moniker());
    }

    private static String name(TableId id, int number) {
        return TABLES + FileNames.encode(id.database()) + "/" + tail(id, number) + ".json";
    }

    private static String tail(TableId id, int number) {
        return FileNames.encode(id.table()) + "." + number;
    }
}
