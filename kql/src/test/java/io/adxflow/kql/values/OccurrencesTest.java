package io.adxflow.kql.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.kql.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both ways to search find what the JDK's search finds. */
class OccurrencesTest {
    @Test
    void longTextsAreFoundWhereTheJdkFindsThem() {
        Random random = new Random(Seeds.next("texts in texts"));
        for (int i = 0; i < 3_000; i++) {
            String wanted = text(random, 1 + random.nextInt(60));
            String text = text(random, random.nextInt(40))
                    + (random.nextBoolean() ? wanted + wanted : "")
                    + text(random, random.nextInt(200));
            Occurrences apart = new Occurrences(text, wanted);
            for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
                assertThat(apart.nextApart()).as(text + " " + wanted).isEqualTo(at);
            }
            assertThat(apart.nextApart()).as(text + " " + wanted).isEqualTo(Occurrences.NONE);
            Occurrences all = new Occurrences(text, wanted);
            int from = random.nextInt(text.length() + 1);
            all.from(from);
            for (int at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) {
                assertThat(all.next()).as(text + " " + wanted).isEqualTo(at);
            }
            assertThat(all.next()).as(text + " " + wanted).isEqualTo(Occurrences.NONE);
        }
    }

    /** Of few letters, so that texts are found by halves. */
    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(12) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }
}
