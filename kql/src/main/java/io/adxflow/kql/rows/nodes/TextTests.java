package io.adxflow.kql.rows.nodes;

import io.adxflow.kql.values.Needle;
import io.adxflow.kql.values.Text;
import org.jspecify.annotations.Nullable;

/** {@code contains}, {@code has}, {@code startswith}, {@code =~} and their like, and their lists {@code has_any} and {@code has_all}. */
public final class TextTests {
    private TextTests() {}

    /** How a needle is looked for. */
    public enum Search {
        EQUALS,
        CONTAINS,
        STARTS,
        ENDS,
        HAS,
        HAS_PREFIX,
        HAS_SUFFIX;

        boolean finds(Needle needle, Text haystack) {
            return switch (this) {
                case EQUALS -> needle.equalTo(haystack);
                case CONTAINS -> needle.in(haystack);
                case STARTS -> needle.starts(haystack);
                case ENDS -> needle.ends(haystack);
                case HAS -> needle.isTermOf(haystack);
                case HAS_PREFIX -> needle.startsTermOf(haystack);
                case HAS_SUFFIX -> needle.endsTermOf(haystack);
            };
        }
    }

    /** One needle, prepared once when it is constant. */
    public static Node of(Search search, TextNode haystack, TextNode needle, boolean caseSensitive, boolean negated) {
        if (needle.isConstant()) {
            Needle prepared = new Needle(needle.text().string(), caseSensitive);
            return new Predicate() {
                @Override
                int test() {
                    return of(search.finds(prepared, haystack.text()) != negated);
                }
            };
        }
        return new Predicate() {
            private @Nullable String last;
            private Needle prepared = new Needle("", caseSensitive);

            @Override
            int test() {
                String wanted = needle.text().string();
                if (!wanted.equals(last)) {
                    last = wanted;
                    prepared = new Needle(wanted, caseSensitive);
                }
                return of(search.finds(prepared, haystack.text()) != negated);
            }
        };
    }

    /** Any or all of several needles. */
    public static Node ofList(
            Search search, TextNode haystack, String[] needles, boolean caseSensitive, boolean all, boolean negated) {
        Needle[] prepared = new Needle[needles.length];
        for (int i = 0; i < needles.length; i++) {
            prepared[i] = new Needle(needles[i], caseSensitive);
        }
        return new Predicate() {
            @Override
            int test() {
                Text text = haystack.text();
                for (Needle needle : prepared) {
                    if (search.finds(needle, text) != all) {
                        return of(all == negated);
                    }
                }
                return of(all != negated);
            }
        };
    }
}
