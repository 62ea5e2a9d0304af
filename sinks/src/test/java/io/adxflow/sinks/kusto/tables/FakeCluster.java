package io.adxflow.sinks.kusto.tables;

import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Records commands; refuses what it is told to refuse; can be held. */
final class FakeCluster implements ManagementCommands {
    final List<String> commands = new CopyOnWriteArrayList<>();

    /** Commands with one of these texts in them are refused. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Commands with one of these texts in them fail as a cluster does that is away. */
    final Set<String> away = ConcurrentHashMap.newKeySet();

    volatile String tagPolicy = "null";

    /** Waited for before each command; counted down once a command waits. */
    volatile CountDownLatch hold = new CountDownLatch(0);

    volatile CountDownLatch reached = new CountDownLatch(0);

    @Override
    public List<Map<String, Object>> run(String database, String command) throws Exception {
        commands.add(command);
        reached.countDown();
        hold.await();
        if (away.stream().anyMatch(command::contains)) {
            throw new DataServiceException("engine", "connection reset", false);
        }
        if (command.startsWith(".execute database script") && !refused.contains(".execute")) {
            return script(command);
        }
        if (isRefused(command)) {
            throw new DataServiceException("engine", "bad request", true);
        }
        return command.startsWith(".show") ? List.of(Map.of("Policy", tagPolicy)) : List.of();
    }

    /** The commands that make tables or mappings. */
    List<String> tableCommands() {
        return commands.stream()
                .filter(command -> !command.contains(" function ") && !command.contains(" policy "))
                .toList();
    }

    private List<Map<String, Object>> script(String command) {
        List<Map<String, Object>> results = new ArrayList<>();
        String body = command.substring(command.indexOf("<|") + 2).strip();
        Arrays.stream(body.split("\n"))
                .forEach(line -> results.add(Map.of("Result", isRefused(line) ? "Failed" : "Completed")));
        return results;
    }

    private boolean isRefused(String command) {
        return refused.stream().anyMatch(command::contains);
    }
}
