package io.adxflow.job.deflate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.rows.TextLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Inflated by the JDK. */
class LineDeflaterTest {
    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);
    private final LineDeflater deflater = new LineDeflater();

    @Test
    void linesOfAnyKindInflateToThemselves() throws Exception {
        for (int round = 0; round < 300; round++) {
            List<String> lines = new ArrayList<>();
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 20);
            for (int line = 0; line < count; line++) {
                boolean again = line > 0 && random.nextInt(8) == 0;
                lines.add(again ? lines.get(random.nextInt(line)) : line(random.nextInt(40) == 0 ? 5_000 : 12));
            }
            String text = String.join("", lines);

            deflate(lines);

            CRC32 checksum = new CRC32();
            checksum.update(text.getBytes(ISO_8859_1));
            String about = "seed " + seed + ", round " + round;
            String actual = inflated(text.length());
            int same = Arrays.mismatch(actual.toCharArray(), text.toCharArray());
            assertThat(same)
                    .as("%s: first difference in %d characters", about, text.length())
                    .isEqualTo(-1);
            assertThat(deflater.rawLength()).as(about).isEqualTo(text.length());
            assertThat(deflater.crc32()).as(about).isEqualTo((int) checksum.getValue());
        }
    }

    @Test
    void rowsThatDifferInWordsTakeNoMoreBytesThanByZlibAtItsFastest() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            lines.add("2026-11-29T10:" + (10 + i % 50) + ":01.5" + random.nextInt(1_000_000) + "Z,"
                    + Long.toHexString(random.nextLong()) + ",INFO,\"{\"\"message\"\":\"\"order "
                    + random.nextInt(100_000)
                    + (random.nextInt(3) == 0 ? " was paid by card" : " could not be delivered to warehouse east")
                    + "\"\"}\",\"{\"\"k8s.pod.name\"\":\"\"orders-" + i / 100 + "\"\"}\"," + random.nextInt(9_000)
                    + "\n");
        }

        deflate(lines);

        byte[] text = String.join("", lines).getBytes(ISO_8859_1);
        Deflater zlib = new Deflater(1, true);
        zlib.setInput(text);
        int zlibBytes = zlib.deflate(new byte[text.length], 0, text.length, Deflater.FULL_FLUSH);
        zlib.end();
        assertThat(deflater.deflatedLength()).as("seed %d", seed).isLessThanOrEqualTo(zlibBytes);
    }

    private String line(int words) {
        StringBuilder line = new StringBuilder();
        for (int word = 0; word < words; word++) {
            switch (random.nextInt(7)) {
                case 0 -> line.append(random.nextInt(1_000_000));
                case 1 -> line.append(Long.toHexString(random.nextLong()));
                case 2 ->
                    line.append("\"\"http.route\"\":\"\"")
                            .append(random.nextInt(30))
                            .append("\"\"");
                case 3 -> line.append((char) (1 + random.nextInt(255)));
                case 4 -> line.append("a".repeat(random.nextInt(random.nextInt(50) == 0 ? 70_000 : 30)));
                case 5 -> line.append(",name of something ").append(word);
                default -> line.append(' ');
            }
        }
        return line.append('\n').toString();
    }

    private void deflate(List<String> lines) {
        int[] ends = new int[lines.size() + random.nextInt(3)];
        int end = 0;
        for (int i = 0; i < lines.size(); i++) {
            end += lines.get(i).length();
            ends[i] = end;
        }
        byte[] text = Arrays.copyOf(String.join("", lines).getBytes(ISO_8859_1), end + TextLines.PADDING);
        deflater.begin();
        deflater.lines(text, ends, lines.size());
    }

    private String inflated(int length) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(deflater.deflated(), 0, deflater.deflatedLength());
        byte[] text = new byte[length + 1];
        int count = inflater.inflate(text);
        if (count < length)
            System.out.println("count " + count + " of " + length + " remaining " + inflater.getRemaining() + " of "
                    + deflater.deflatedLength() + " finished " + inflater.finished() + " needs " + inflater.needsInput()
                    + " again " + inflater.inflate(text));
        inflater.end();
        return new String(text, 0, count, ISO_8859_1);
    }
}
