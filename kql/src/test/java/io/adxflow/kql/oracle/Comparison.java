package io.adxflow.kql.oracle;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Binder;
import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.bind.DataProbe;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.bind.Refusals;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Holds our binder against Microsoft's: whether a text is accepted, and how its columns are called and typed. */
final class Comparison {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.1234567Z");

    /** Two keys in each bag, two values in each column. */
    private static final DataProbe PROBE = new DataProbe() {
        @Override
        public List<Object> distinctValues(BoundOperator input, int column) {
            KqlType type = input.schema().get(column).type();
            return type == KqlType.STRING ? List.of("a", "b") : List.of();
        }

        @Override
        public List<Column> bagKeys(BoundOperator input, int column) {
            return List.of(new Column("unpacked1", KqlType.STRING), new Column("unpacked2", KqlType.DYNAMIC));
        }
    };

    private final MapCatalog catalog;

    Comparison(MapCatalog catalog) {
        this.catalog = catalog;
    }

    BoundQuery bind(String text) {
        return Binder.bind(text, new BindRequest(catalog, NOW, Map.of("q", "given"), Refusals.NONE, PROBE));
    }

    /** How the two differ about a text, in words; null when they agree. */
    String difference(String text, MicrosoftParser.Answer theirs) {
        BoundQuery ours;
        try {
            ours = bind(text);
        } catch (KqlException e) {
            if (!theirs.accepts() || Absences.explain(text, e.problem()) != null) {
                return null;
            }
            return "refused by us: " + e.problem().pretty(text);
        }
        if (!theirs.accepts()) {
            return Absences.accepted(text, theirs) != null
                    ? null
                    : "accepted by us, refused by them: " + theirs.shown();
        }
        // It makes all columns of kind=inner, where the reference has those that all tables share.
        return text.matches("(?s).*union\\s+(\\w+=\\w+\\s+)*kind=inner.*") ? null : columns(text, ours, theirs);
    }

    /** It counts unnamed columns through a text, and on into its next query; we count them by operator, as the service does. */
    private static String normal(String name) {
        return name.replaceAll("^Column[0-9]+$", "Column#");
    }

    /**
     * A column that is renamed ({@code n = Host}) takes, in its columns, the place of one before it that is called so by what it is made of; here both are
     * there, the second with a digit, as it is wherever two columns would be called alike.
     */
    private static boolean isOfRenamedKeys(String text, List<String> own, List<String> other) {
        List<String> replaced = new ArrayList<>(own);
        for (int i = 1; i < replaced.size(); i++) {
            String[] column = replaced.get(i).split(":");
            for (int j = 0; j < i; j++) {
                String[] before = replaced.get(j).split(":");
                String digit = before[0].equals("Column#") ? "" : "1";
                if (column[0].equals(before[0] + digit)
                        && text.matches("(?s).*\\b" + Pattern.quote(before[0]).replace("#", "\\E\\d+\\Q")
                                + "\\s*=\\s*[A-Za-z_].*")) {
                    replaced.set(j, before[0] + ":" + column[1]);
                    replaced.remove(i--);
                    break;
                }
            }
        }
        return replaced.size() < own.size() && replaced.equals(other);
    }

    /** Columns without a name have other numbers there, and so another place in the order of names. */
    private static boolean isOfUnnamedInOrder(String text, List<String> own, List<String> other) {
        return text.matches("(?s).*project-reorder.*(asc|desc).*")
                && own.stream().anyMatch(column -> column.startsWith("Column#"))
                && own.stream().sorted().toList().equals(other.stream().sorted().toList());
    }

    /** A number for a name declares no column there; and the sign of a constant int leaves it one, or not, as it is written. */
    private static boolean isOfOddWords(String text) {
        return text.matches("(?s).*with(_?source|_itemindex)\\s*=\\s*\\d.*")
                || text.matches("(?s).*-[\\s(]*(to)?int\\s*\\(.*");
    }

    /** It leaves the column that a window function is to take the place of, but only with this operator; {@code extend} replaces it. */
    private static boolean isOfSerialize(String text) {
        return text.matches("(?s).*serialize[^|]*=\\s*(row_|prev|next).*");
    }

    private static String columns(String text, BoundQuery ours, MicrosoftParser.Answer theirs) {
        if (ours.results().size() != theirs.results().size()) {
            return ours.results().size() + " results, theirs "
                    + theirs.results().size();
        }
        for (int i = 0; i < ours.results().size(); i++) {
            List<String> own = new ArrayList<>();
            for (Column column : ours.results().get(i).operator().schema().columns()) {
                own.add(normal(column.name()) + ":" + column.type().keyword());
            }
            List<String> other = new ArrayList<>();
            theirs.results().get(i).columns().forEach(column -> other.add(normal(column.get(0)) + ":" + column.get(1)));
            boolean prefix = theirs.results().get(i).open()
                    && own.size() >= other.size()
                    && own.subList(0, other.size()).equals(other);
            boolean value = other.size() == 1 && other.get(0).startsWith(":");
            // It adds a column that parse overwrites instead of putting it in the place of the old one.
            boolean doubled = new HashSet<>(other).size() < other.size()
                    || theirs.results().get(i).columns().stream()
                                    .map(column -> column.get(0))
                                    .distinct()
                                    .count()
                            < other.size();
            if (!own.equals(other)
                    && !prefix
                    && !value
                    && !doubled
                    && !isOfRenamedKeys(text, own, other)
                    && !isOfUnnamedInOrder(text, own, other)
                    && !isOfSerialize(text)
                    && !isOfOddWords(text)) {
                return "columns\n  ours   " + own + "\n  theirs " + other;
            }
        }
        return null;
    }
}
