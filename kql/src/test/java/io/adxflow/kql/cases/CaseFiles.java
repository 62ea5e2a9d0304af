package io.adxflow.kql.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads the table of cases under {@code src/test/resources/cases}.
 *
 * <p>{@code *.cases}: one case of one value a line: {@code expression => type json ## note [!! backend: remark]}.
 *
 * <p>{@code *.queries}: blocks of {@code --- title}, {@code ## note}, perhaps {@code !! backend: remark} lines, the query's lines, {@code => column:type, …}, and one JSON array a row.
 */
public final class CaseFiles {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CaseFiles() {}

    /** All cases of all files, in order. */
    public static List<KqlCase> all() {
        Path directory = Path.of(Objects.requireNonNull(System.getProperty("adxflow.root"), "adxflow.root"))
                .resolve("kql/src/test/resources/cases");
        List<KqlCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                String name = file.getFileName().toString();
                if (name.endsWith(".cases")) {
                    readLines(name, lines, cases);
                } else {
                    readBlocks(name, lines, cases);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static void readLines(String file, List<String> lines, List<KqlCase> cases) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Map<String, String> remarks = new LinkedHashMap<>();
            int noteAt = line.lastIndexOf(" ## ");
            String note = noteAt < 0 ? "" : line.substring(noteAt + 4);
            int remarkAt = note.indexOf(" !! ");
            if (remarkAt >= 0) {
                remark(note.substring(remarkAt + 4), remarks);
                note = note.substring(0, remarkAt);
            }
            String text = noteAt < 0 ? line : line.substring(0, noteAt);
            int arrow = text.lastIndexOf(" => ");
            String name = file + ":" + (i + 1);
            if (arrow < 0 || !note.matches("(docs|reasoned).*")) {
                throw new IllegalStateException(name + ": expected 'expression => type json ## note'");
            }
            String[] expected = text.substring(arrow + 4).strip().split(" ", 2);
            cases.add(new KqlCase(
                    name + " " + text.substring(0, arrow).strip(),
                    "print v = " + text.substring(0, arrow).strip(),
                    List.of(new Column("v", type(expected[0], name))),
                    List.of(List.of(json(expected[1], name))),
                    note,
                    remarks));
        }
    }

    private static void readBlocks(String file, List<String> lines, List<KqlCase> cases) {
        for (int i = 0; i < lines.size(); ) {
            if (!lines.get(i).startsWith("--- ")) {
                i++;
                continue;
            }
            String name = file + ":" + (i + 1);
            String title = lines.get(i++).substring(4);
            StringBuilder query = new StringBuilder();
            String note = "";
            Map<String, String> remarks = new LinkedHashMap<>();
            for (; !lines.get(i).startsWith("=> "); i++) {
                String line = lines.get(i);
                if (line.startsWith("## ")) {
                    note = line.substring(3);
                } else if (line.startsWith("!! ")) {
                    remark(line.substring(3), remarks);
                } else {
                    query.append(line).append('\n');
                }
            }
            List<Column> columns = new ArrayList<>();
            for (String column : lines.get(i++).substring(3).split(",")) {
                int colon = column.lastIndexOf(':');
                columns.add(new Column(
                        column.substring(0, colon).strip(),
                        type(column.substring(colon + 1).strip(), name)));
            }
            List<List<JsonNode>> rows = new ArrayList<>();
            for (; i < lines.size() && lines.get(i).startsWith("["); i++) {
                List<JsonNode> row = new ArrayList<>();
                json(lines.get(i), name).forEach(row::add);
                if (row.size() != columns.size()) {
                    throw new IllegalStateException(
                            name + ": a row of " + row.size() + " values, " + columns.size() + " columns");
                }
                rows.add(row);
            }
            if (!note.matches("(docs|reasoned).*")) {
                throw new IllegalStateException(name + ": no '## docs: …' or '## reasoned: …'");
            }
            cases.add(new KqlCase(name + " " + title, query.toString(), columns, rows, note, remarks));
        }
    }

    private static void remark(String text, Map<String, String> remarks) {
        String[] parts = text.split(":", 2);
        remarks.put(parts[0].strip(), parts.length > 1 ? parts[1].strip() : "");
    }

    private static KqlType type(String keyword, String name) {
        KqlType type = KqlType.ofKeyword(keyword);
        if (type == null) {
            throw new IllegalStateException(name + ": no type '" + keyword + "'");
        }
        return type;
    }

    private static JsonNode json(String text, String name) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(name + ": " + text, e);
        }
    }
}
