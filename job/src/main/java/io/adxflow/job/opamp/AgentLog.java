package io.adxflow.job.opamp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link AgentMemory} in files, each with what changed since the one before: lines of JSON, {@code {"key", "good", "bad", "text"}}.
 * Read in the order of their names, which begin with the time; when there are many, one with everything takes their place. Several
 * processes may write: each reads what all have written when it starts. Blocks; for one thread.
 */
final class AgentLog {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLog.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_FILES = 16;

    private final AppendStore files;

    /** What is known under a key; see {@link AgentMemory}. */
    record Entry(String good, Set<String> bad, String text) {}

    AgentLog(AppendStore files) {
        this.files = files;
    }

    /** Reads everything there is. A file that cannot be read is told and left out: what it knew is learned again. */
    void read(BiConsumer<String, Entry> into) throws IOException {
        for (String name : new TreeSet<>(files.list(""))) {
            try {
                byte[] bytes = new byte[Math.toIntExact(files.length(name))];
                files.read(name, 0, bytes, 0, bytes.length);
                for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                    parse(line, into);
                }
            } catch (IOException e) {
                LOG.warn("What agents are known for is not read from {}", name, e);
            }
        }
    }

    private static void parse(String line, BiConsumer<String, Entry> into) {
        try {
            JsonNode node = JSON.readTree(line);
            Set<String> bad = new TreeSet<>();
            node.path("bad").forEach(one -> bad.add(one.asText()));
            String key = node.path("key").asText("");
            if (!key.isEmpty()) {
                into.accept(
                        key,
                        new Entry(
                                node.path("good").asText(""),
                                bad,
                                node.path("text").asText("")));
            }
        } catch (JsonProcessingException cutOff) {
            LOG.debug("The end of a line is missing", cutOff);
        }
    }

    /**
     * Writes what has changed, durable when this returns; what cannot be written is told.
     *
     * @param lock that guards the memory, which is held for no write
     */
    void write(AgentMemory memory, Object lock, long nowMillis) {
        Map<String, Entry> changes;
        synchronized (lock) {
            changes = memory.takeChanges();
        }
        if (changes.isEmpty()) {
            return;
        }
        try {
            List<String> before = files.list("");
            boolean whole = before.size() >= MAX_FILES;
            if (whole) {
                synchronized (lock) {
                    changes = memory.all();
                }
            }
            write(changes, nowMillis);
            if (whole) {
                for (String old : before) {
                    files.delete(old);
                }
            }
        } catch (IOException e) {
            LOG.warn("What agents are known for is not written; a restart learns it again", e);
        }
    }

    private void write(Map<String, Entry> entries, long nowMillis) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach((key, entry) -> lines.append(line(key, entry)).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        String name = "%015d-%s.jsonl"
                .formatted(nowMillis, UUID.randomUUID().toString().substring(0, 8));
        try (AppendFile file = files.create(name)) {
            file.append(bytes, 0, bytes.length);
            file.sync();
        }
    }

    private static String line(String key, Entry entry) {
        ObjectNode node = JSON.createObjectNode().put("key", key);
        if (!entry.good().isEmpty()) {
            node.put("good", entry.good());
        }
        if (!entry.bad().isEmpty()) {
            node.set("bad", JSON.valueToTree(entry.bad()));
        }
        if (!entry.text().isEmpty()) {
            node.put("text", entry.text());
        }
        return node.toString();
    }
}
