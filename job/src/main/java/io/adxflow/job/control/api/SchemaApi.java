package io.adxflow.job.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.control.DocumentProblem;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.schema.SchemaHint;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableNotes;
import io.adxflow.sinks.schema.TableVersion;
import io.adxflow.sinks.schema.TableVersionText;
import io.adxflow.sinks.schema.TableVersions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers about versions of tables, apart from HTTP. Blocks for the storage. */
final class SchemaApi {
    /** A database may have 10,000 tables. */
    private static final int MAX_LISTED = 20_000;

    private static final Set<String> KEYS = Set.of("columns", "kind", "unit", "help", "schemaUrls");

    private final ControlPlane plane;

    SchemaApi(ControlPlane plane) {
        this.plane = plane;
    }

    private interface Work {
        WebAnswer run(TableVersions versions) throws IOException;
    }

    private WebAnswer answering(Work work) {
        TableVersions versions = plane.tableVersions();
        if (versions == null) {
            return unavailable("no reader of the job runs in this process; ask again, or another TaskManager");
        }
        try {
            return work.run(versions);
        } catch (IOException e) {
            return unavailable("the storage cannot be used: " + e.getMessage());
        }
    }

    private static WebAnswer unavailable(String detail) {
        return ControlAnswers.problem(503, "Not now", detail).with("Retry-After", "1");
    }

    /** All tables, or those of a database, with the newest version of each. */
    WebAnswer list(ControlRequest request) {
        return answering(versions -> {
            ObjectNode body = ControlAnswers.object();
            ArrayNode list = body.putArray("schemas");
            versions.newest().entrySet().stream()
                    .filter(one -> request.database() == null
                            || one.getKey().database().equals(request.database()))
                    .sorted(Comparator.comparing((Map.Entry<TableId, Integer> one) ->
                                    one.getKey().database())
                            .thenComparing(one -> one.getKey().table()))
                    .limit(MAX_LISTED)
                    .forEach(one -> list.addObject()
                            .put("database", one.getKey().database())
                            .put("table", one.getKey().table())
                            .put("version", one.getValue()));
            return ControlAnswers.of(200, body, request.accept());
        });
    }

    private static TableId table(ControlRequest request) {
        return new TableId(request.section(), request.name());
    }

    /** A version of a table. */
    WebAnswer read(ControlRequest request) {
        return answering(versions -> {
            String number = request.version();
            TableVersion version = number == null
                    ? versions.newest(table(request), true)
                    : number.matches("\\d{1,9}") ? versions.version(table(request), Integer.parseInt(number)) : null;
            return version == null
                    ? absent(request)
                    : ControlAnswers.of(200, TableVersionText.json(version), request.accept());
        });
    }

    private static WebAnswer absent(ControlRequest request) {
        return ControlAnswers.problem(
                404,
                "Not found",
                "table " + request.name() + " of database " + request.section() + " has no "
                        + (request.version() == null ? "version" : "version " + request.version())
                        + "; tables get one with their first batch");
    }

    /** Takes in what is said of a table. */
    WebAnswer hint(ControlRequest request) {
        return answering(versions -> {
            List<DocumentProblem> problems = new ArrayList<>();
            if (!SchemaHint.isName(request.section()) || !SchemaHint.isName(request.name())) {
                problems.add(new DocumentProblem(
                        "", "no database or table can be called so: " + request.section() + "/" + request.name(), ""));
            }
            SchemaHint hint;
            try {
                hint = hint(DocumentTree.object(request.body()), problems);
            } catch (IllegalArgumentException e) {
                return ControlAnswers.problem(400, "Cannot be read", String.valueOf(e.getMessage()));
            }
            if (hint == null || !problems.isEmpty()) {
                return ControlAnswers.problem(422, "The hint is wrong", problems.size() + " problems", problems);
            }
            return ControlAnswers.of(200, TableVersionText.json(versions.hint(table(request), hint)), request.accept());
        });
    }

    private static @Nullable SchemaHint hint(JsonNode body, List<DocumentProblem> problems) {
        body.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add(new DocumentProblem(key, "unknown key: " + key, "known: " + new TreeSet<>(KEYS)));
            }
        });
        List<TableSchema.Column> columns = new ArrayList<>();
        body.path("columns").properties().forEach(column -> {
            try {
                columns.add(
                        SchemaHint.checked(column.getKey(), column.getValue().asText()));
            } catch (IllegalArgumentException e) {
                problems.add(new DocumentProblem("columns." + column.getKey(), String.valueOf(e.getMessage()), ""));
            }
        });
        TreeSet<String> urls = new TreeSet<>();
        body.path("schemaUrls").forEach(url -> urls.add(url.asText()));
        TableNotes notes = new TableNotes(
                body.path("kind").asText(),
                body.path("unit").asText(),
                body.path("help").asText(),
                urls);
        if (columns.isEmpty() && notes.equals(TableNotes.NONE)) {
            problems.add(new DocumentProblem(
                    "", "nothing is said of the table", "columns: {NAME: TYPE}, kind, unit, help, schemaUrls: [URL]"));
            return null;
        }
        return new SchemaHint(columns, notes);
    }
}
