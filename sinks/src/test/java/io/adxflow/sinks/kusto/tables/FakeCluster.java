package io.adxflow.sinks.kusto.tables;

import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Records commands; refuses what it is told to refuse; can be held. */
final class FakeCluster implements ManagementCommands {
    /** In the order in which they came. */
    final List<String> commands = new ArrayList<>();

    /** Commands with one of these texts in them are refused. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Commands with one of these texts in them fail as on a cluster that is away. */
    final Set<String> away = ConcurrentHashMap.newKeySet();

    volatile String refusal = "bad request";
    volatile String tagPolicy = "null";
    private @Nullable String held;

    @Override
    public List<Map<String, Object>> run(String database, String command) throws Exception {
        synchronized (this) {
            commands.add(command);
            notifyAll();
            String text = held;
            while (text != null && command.contains(text)) {
                wait();
                text = held;
            }
        }
        if (isIn(away, command)) {
            throw new DataServiceException("engine", "connection reset", false);
        }
        if (command.startsWith(".execute database script") && !refused.contains(".execute")) {
            return script(command);
        }
        if (isIn(refused, command)) {
            throw new DataServiceException("engine", refusal, true);
        }
        return command.startsWith(".show") ? List.of(Map.of("Policy", tagPolicy)) : List.of();
    }

    /** From now on commands wait. */
    void hold() {
        hold("");
    }

    /** From now on commands with this text wait. */
    synchronized void hold(String text) {
        held = text;
    }

    synchronized void release() {
        held = null;
        notifyAll();
    }

    /** Waits until so many {@link #tableCommands} came. */
    synchronized void awaitCommands(int count) throws InterruptedException {
        while (tableCommands().size() < count) {
            wait();
        }
    }

    /** The commands that make tables or mappings. */
    synchronized List<String> tableCommands() {
        return commands.stream()
                .filter(command -> !command.contains(" function ") && !command.contains(" policy "))
                .toList();
    }

    /** The others. */
    synchronized List<String> setupCommands() {
        return commands.stream()
                .filter(command -> command.contains(" function ") || command.contains(" policy "))
                .toList();
    }

    private List<Map<String, Object>> script(String command) {
        String body = command.substring(command.indexOf("<|") + 2).strip();
        return Arrays.stream(body.split("\n"))
                .map(line -> Map.<String, Object>of("Result", isIn(refused, line) ? "Failed" : "Completed"))
                .toList();
    }

    private static boolean isIn(Set<String> texts, String command) {
        return texts.stream().anyMatch(command::contains);
    }
}
