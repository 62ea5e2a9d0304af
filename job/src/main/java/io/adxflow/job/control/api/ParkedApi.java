package io.adxflow.job.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.sinks.delivery.ParkedOrder;
import io.adxflow.sinks.delivery.ParkedOrder.Action;
import io.adxflow.sinks.delivery.ParkedOrders;
import io.adxflow.sinks.delivery.ParkedReport;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is parked, and leaves orders about it for the job, as files: those that the commands write too. An order has the id that whoever gives it chooses, so that it is
 * given once however often it is sent. Blocks.
 */
final class ParkedApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Set<String> KEYS = Set.of("action", "moniker", "database", "to-database", "to-moniker", "yes");

    private final ControlPlane plane;
    private final LongSupplier millis;

    ParkedApi(ControlPlane plane, LongSupplier millis) {
        this.plane = plane;
        this.millis = millis;
    }

    /** What is asked of the job's folder. */
    private interface Work {
        WebAnswer with(AppendStore files) throws IOException;
    }

    private WebAnswer answering(Work work) {
        AppendStore files = plane.parked();
        if (files == null) {
            return unavailable("no reader of the job runs in this process; ask again, or another TaskManager");
        }
        try {
            return work.with(files);
        } catch (IOException e) {
            return unavailable("the storage cannot be read or written: " + e.getMessage());
        }
    }

    private static WebAnswer unavailable(String detail) {
        return ControlAnswers.problem(503, "Not now", detail).with("Retry-After", "1");
    }

    private static WebAnswer absent(String what) {
        return ControlAnswers.problem(404, "Not found", what);
    }

    /** What waits, by moniker and database, of those that are named; as the job told it some seconds ago. */
    WebAnswer list(@Nullable String moniker, @Nullable String database, @Nullable String accept) {
        return answering(files -> ControlAnswers.of(200, entries(files, moniker, database), accept));
    }

    /** What waits for one database of a moniker. */
    WebAnswer show(String moniker, String database, @Nullable String accept) {
        return answering(files -> {
            ObjectNode found = entries(files, moniker, database);
            return found.path("parked").isEmpty()
                    ? absent("nothing is parked for database " + database + " of moniker " + moniker)
                    : ControlAnswers.of(200, found, accept);
        });
    }

    private ObjectNode entries(AppendStore files, @Nullable String moniker, @Nullable String database)
            throws IOException {
        ObjectNode body = ControlAnswers.object();
        ArrayNode list = body.putArray("parked");
        for (String line : new ParkedReport(files, millis).read()) {
            JsonNode entry = JSON.readTree(line);
            if ((moniker == null || moniker.equals(entry.path("moniker").asText()))
                    && (database == null
                            || database.equals(entry.path("database").asText()))) {
                list.add(entry);
            }
        }
        return body;
    }

    /** Gives an order, unless it was given. */
    WebAnswer order(String id, String body, @Nullable String accept) {
        List<String> problems = new ArrayList<>();
        ParkedOrder order = read(id, body, problems);
        if (order == null || !problems.isEmpty()) {
            return ControlAnswers.problem(422, "The order is wrong", String.join("; ", problems));
        }
        return answering(files -> {
            ParkedOrders orders = new ParkedOrders(files, millis);
            ParkedOrders.Known known = orders.find(id);
            if (known == null) {
                orders.write(order);
                known = new ParkedOrders.Known(ParkedOrders.Stage.WRITTEN, order.text());
            } else if (known.stage() != ParkedOrders.Stage.ANSWERED && !isSame(order, known.text())) {
                return ControlAnswers.problem(409, "Another order", "order " + id + " is another one: " + known.text());
            }
            return ControlAnswers.of(202, described(id, known), accept).with("Location", "/api/v1/parked/orders/" + id);
        });
    }

    /** But for when it was written, and accepted. */
    private static boolean isSame(ParkedOrder order, String text) {
        return withoutTimes(order.text()).equals(withoutTimes(text));
    }

    private static List<String> withoutTimes(String text) {
        return text.lines().filter(line -> !line.contains("-at-millis=")).toList();
    }

    private @Nullable ParkedOrder read(String id, String body, List<String> problems) {
        if (!ID.matcher(id).matches()) {
            problems.add("id '" + id + "' (expected: up to 64 letters, digits and '-')");
        }
        JsonNode json;
        try {
            json = DocumentTree.object(body);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KEYS);
        unknown.forEach(key -> problems.add(key + " (expected: one of " + new TreeSet<>(KEYS) + ")"));
        String name = json.path("action").asText();
        Action action = null;
        for (Action each : Action.values()) {
            action = each.name().toLowerCase(Locale.ROOT).equals(name) ? each : action;
        }
        String to = json.path("to-database").asText();
        String toMoniker = json.path("to-moniker").asText();
        String moniker = json.path("moniker").asText();
        String database = json.path("database").asText();
        if (action == null) {
            problems.add("action: " + name + " (expected: retry, move or drop)");
        }
        boolean isSameMoniker = toMoniker.isEmpty() || toMoniker.equals(moniker);
        boolean isElsewhere = !isSameMoniker || (!to.isEmpty() && !to.equals(database));
        if (action == Action.MOVE ? !isElsewhere : !(to.isEmpty() && toMoniker.isEmpty())) {
            problems.add("to-database: '" + to + "', to-moniker: '" + toMoniker
                    + "' (expected: another database, another moniker, or both for move, neither for drop and retry)");
        }
        if ((to + toMoniker).indexOf('\n') >= 0) {
            problems.add("to-database, to-moniker (expected: names)");
        }
        for (String key : List.of("moniker", "database")) {
            String value = json.path(key).asText();
            if (value.isEmpty() || value.indexOf('\n') >= 0) {
                problems.add(key + ": '" + value + "' (expected: a name)");
            }
        }
        if (action == Action.DROP && !json.path("yes").asBoolean()) {
            problems.add("yes (expected: true, since rows that senders were told are safe are lost)");
        }
        return action == null
                ? null
                : new ParkedOrder(
                        id,
                        action,
                        moniker,
                        database,
                        to.isEmpty() ? null : to,
                        toMoniker.isEmpty() ? null : toMoniker,
                        millis.getAsLong(),
                        0);
    }

    /** What became of an order. */
    WebAnswer find(String id, @Nullable String accept) {
        return answering(files -> {
            ParkedOrders.Known known = ID.matcher(id).matches() ? new ParkedOrders(files, millis).find(id) : null;
            return known == null
                    ? absent("there is no order " + id + "; answers are kept for a day")
                    : ControlAnswers.of(200, described(id, known), accept);
        });
    }

    private static ObjectNode described(String id, ParkedOrders.Known known) {
        return ControlAnswers.object()
                .put("id", id)
                .put("stage", known.stage().name().toLowerCase(Locale.ROOT))
                .put(known.stage() == ParkedOrders.Stage.ANSWERED ? "answer" : "order", known.text());
    }

    /** Takes an order back that nobody has taken up. */
    WebAnswer withdraw(String id, @Nullable String accept) {
        return answering(files -> {
            ParkedOrders orders = new ParkedOrders(files, millis);
            ParkedOrders.Known known = ID.matcher(id).matches() ? orders.find(id) : null;
            if (known == null) {
                return absent("there is no order " + id);
            }
            if (known.stage() != ParkedOrders.Stage.WRITTEN || !orders.withdraw(id)) {
                ParkedOrders.Known now = orders.find(id);
                return ControlAnswers.problem(
                        409,
                        "Taken up",
                        "the job has taken order " + id + " up" + (now == null ? "" : ": " + now.text()));
            }
            return ControlAnswers.of(200, ControlAnswers.object().put("id", id).put("stage", "withdrawn"), accept);
        });
    }
}
