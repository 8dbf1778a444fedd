package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.DisklessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for the value of a variable is what real shells make of it, in files of plain and of wild kind. */
class LbuConfShellTest {

    private static final int FILES = 1500;
    private static final List<String> NAMES = List.of("A", "B", "C");
    private static final List<String> PLAIN = List.of(
            "A=",
            "B=",
            "C=",
            "a",
            "/x.y",
            "'",
            "'q r'",
            "\"d $A e\"",
            "\"\\$ \\\" \\x\"",
            "$A",
            "${B}",
            "$C",
            "\\ ",
            "\\\n",
            "\n",
            "\n",
            "\n",
            "; ",
            " ",
            "# c ' \"\n",
            "export ",
            "unset ",
            "$",
            "é",
            "*",
            "=",
            "#",
            "~");
    private static final String WILD = "ABC=a'\"\\$ \n;#{}()&|`~*!%:-+";

    @TempDir
    Path folder;

    @Test
    void shAgreesWhereverAValueIsClear() throws IOException {
        RealTool sh = RealTool.named("sh");
        judge(folder, script -> sh.run(Map.of(), folder, script.getFileName()));
    }

    @Test
    @Tag("chroot")
    void busyboxAgreesWhereverAValueIsClear() throws IOException {
        HostAbility.chroot();
        Path root = Files.createDirectory(folder.resolve("root"));
        RealTool.named("tar")
                .run("-xzf", Samples.miniRoot().toAbsolutePath(), "-C", root, "./bin/busybox", "./lib")
                .succeeded();
        Path cases = Files.createDirectory(root.resolve("cases"));
        judge(
                cases,
                script -> RealTool.named("chroot").run(root, "/bin/busybox", "sh", "-c", "cd /cases && . ./script"));
    }

    private interface Judge {
        RealTool.Outcome run(Path script);
    }

    private static void judge(Path cases, Judge shell) throws IOException {
        Random random = new Random(20260711);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            texts.add(text(random, i % 3 != 0));
            Files.writeString(cases.resolve("f" + i), texts.get(i));
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            values.add(characters(random, "a '\"\\$`#;=*~()&é", 8));
            Files.writeString(cases.resolve("s" + i), set(texts.get(i), values.get(i)));
        }
        // Without a search path nothing but what the shell has in itself can run.
        Path script = Files.writeString(cases.resolve("script"), """
                PATH=/none
                i=0
                while [ $i -lt %d ]; do
                  for f in ./f$i ./s$i; do
                    ( . $f >out; printf '%%s:%%s\\0%%s\\0%%s\\0' $f "${A-!}" "${B-!}" "${C-!}" )
                    printf '\\0\\0'
                  done
                  i=$((i + 1))
                done
                """.formatted(FILES));
        String[] results = shell.run(script).succeeded().out().split("\0\0", -1);
        Map<String, String[]> seen = new java.util.HashMap<>();
        for (String result : results) {
            String[] parts = result.replaceFirst("^\0*", "").split("\0", -1);
            int colon = parts[0].indexOf(':');
            if (parts.length >= 3 && colon > 0) {
                seen.put(
                        parts[0].substring(2, colon), new String[] {parts[0].substring(colon + 1), parts[1], parts[2]});
            }
        }
        compare(texts, values, seen);
    }

    private static void compare(List<String> texts, List<String> values, Map<String, String[]> seen)
            throws IOException {
        int clear = 0;
        int changed = 0;
        for (int i = 0; i < FILES; i++) {
            String text = texts.get(i);
            String[] shell = seen.get("f" + i);
            ShellVariables variables = variables(text);
            for (int name = 0; shell != null && variables != null && name < NAMES.size(); name++) {
                ShellVariables.Value value = variables.get(NAMES.get(name));
                if (value == null || value.unclear() == null) {
                    assertEquals(shell[name], value == null ? "!" : value.text(), NAMES.get(name) + " of " + text);
                    clear++;
                }
            }
            String[] after = seen.get("s" + i);
            if (after != null && !set(text, values.get(i)).isEmpty()) {
                assertEquals(values.get(i), after[1], text);
                changed++;
            }
        }
        assertTrue(clear > FILES, "values compared: " + clear);
        assertTrue(changed > FILES / 3, "changes compared: " + changed);
    }

    // What a shell refuses as a whole may be refused here too.
    private static ShellVariables variables(String text) throws IOException {
        try {
            return LbuConf.parse(text).variables(Map.of(), "conf");
        } catch (DisklessException e) {
            return null;
        }
    }

    private static String set(String text, String value) throws IOException {
        try {
            return LbuConf.parse(text).set("B", value);
        } catch (DisklessException e) {
            return "";
        }
    }

    private static String text(Random random, boolean plain) {
        if (!plain) {
            return characters(random, WILD, 30);
        }
        StringBuilder text = new StringBuilder();
        for (int parts = 1 + random.nextInt(14); parts > 0; parts--) {
            text.append(PLAIN.get(random.nextInt(PLAIN.size())));
        }
        return text.append(random.nextBoolean() ? "\n" : "").toString();
    }

    private static String characters(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(most + 1); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
