package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made by the programs that make them in life; ssh-keygen, openssl and gpg. */
class SecretScanTest {

    // Put together here so that no scanner of other people's takes this file for a leak.
    private static final String DASHES = "-----";
    private static final String PRIVATE = "PRIVATE" + " KEY";

    private final Trees trees = new Trees();

    @TempDir
    Path directory;

    @Test
    void keysOfSshKeygen() throws IOException {
        RealTool keygen = RealTool.named("ssh-keygen");
        Map<String, Integer> types = Map.of("ed25519", 256, "rsa", 1024, "ecdsa", 256);
        for (String type : types.keySet()) {
            keygen.run("-q", "-t", type, "-b", types.get(type), "-N", "", "-f", directory.resolve(type))
                    .succeeded();
            keygen.run(
                            "-q",
                            "-t",
                            type,
                            "-b",
                            types.get(type),
                            "-N",
                            "a passphrase",
                            "-f",
                            directory.resolve(type + "-locked"))
                    .succeeded();
        }
        keygen.run(
                        "-q",
                        "-t",
                        "rsa",
                        "-b",
                        1024,
                        "-m",
                        "PEM",
                        "-N",
                        "a passphrase",
                        "-f",
                        directory.resolve("pem-locked"))
                .succeeded();
        secret("etc/ssh/ssh_host_rsa_key", "rsa");
        secret("root/.ssh/id_ed25519", "ed25519");
        secret("root/.ssh/id_ecdsa", "ecdsa");
        secret("root/.ssh/locked", "ed25519-locked");
        secret("root/.ssh/locked-rsa", "rsa-locked");
        secret("root/.ssh/locked-pem", "pem-locked");
        trees.file("root/.ssh/id_ed25519.pub", Files.readString(directory.resolve("ed25519.pub")));
        assertFound(
                "warning: etc/ssh/ssh_host_rsa_key:1: SSH host key: OpenSSH",
                "warning: root/.ssh/id_ed25519:1: private key: OpenSSH",
                "warning: root/.ssh/id_ecdsa:1: private key: OpenSSH",
                "note: root/.ssh/locked:1: private key, encrypted: OpenSSH",
                "note: root/.ssh/locked-rsa:1: private key, encrypted: OpenSSH",
                "note: root/.ssh/locked-pem:1: private key, encrypted: PEM");
    }

    @Test
    void keysOfOpenssl() throws IOException {
        RealTool openssl = RealTool.named("openssl");
        openssl.run(
                        "genpkey",
                        "-algorithm",
                        "EC",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-out",
                        directory.resolve("a"))
                .succeeded();
        openssl.run(
                        "pkey",
                        "-in",
                        directory.resolve("a"),
                        "-aes256",
                        "-passout",
                        "pass:secret",
                        "-out",
                        directory.resolve("b"))
                .succeeded();
        openssl.run("ec", "-in", directory.resolve("a"), "-out", directory.resolve("c"))
                .succeeded();
        openssl.run("pkey", "-in", directory.resolve("a"), "-pubout", "-out", directory.resolve("d"))
                .succeeded();
        secret("etc/ssl/plain.key", "a");
        trees.bytes("etc/ssl/open.key", 0644, Trees.TIME, Files.readAllBytes(directory.resolve("a")));
        secret("etc/ssl/locked.key", "b");
        secret("etc/ssl/old.key", "c");
        secret("etc/ssl/public.key", "d");
        assertFound(
                "warning: etc/ssl/plain.key:1: private key: PEM",
                "error: etc/ssl/open.key:1: private key: PEM, readable for everybody",
                "note: etc/ssl/locked.key:1: private key, encrypted: PEM",
                "warning: etc/ssl/old.key:1: private key: PEM");
    }

    @Test
    void keysOfGnuPg() throws IOException {
        RealTool gpg = RealTool.named("gpg");
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = Map.of("GNUPGHOME", home.toString());
        gpg.run(environment, null, "--batch", "--passphrase", "", "--quick-generate-key", "a@example.org")
                .succeeded();
        RealTool.Outcome exported = gpg.run(environment, null, "--batch", "--armor", "--export-secret-keys")
                .succeeded();
        RealTool.find("gpgconf").ifPresent(tool -> tool.run(environment, null, "--kill", "all"));
        trees.bytes("root/key.asc", 0600, Trees.TIME, exported.stdout());
        assertFound("warning: root/key.asc:1: private key: OpenPGP, encrypted or not");
    }

    @Test
    void keysOfOtherPrograms() throws IOException {
        secretText("root/a.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\n");
        secretText("root/b.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n");
        secretText("root/age.txt", "# created\nAGE-SECRET-" + "KEY-1QQQQ\n");
        secretText(
                "srv/account.json",
                "{\n  \"private_key\": \"" + DASHES + "BEGIN " + PRIVATE + DASHES + "\\nMIIE\\n\"\n}\n");
        trees.bytes(
                "etc/dropbear/dropbear_ed25519_host_key",
                0600,
                Trees.TIME,
                "\0\0\0\u000bssh-ed25519\0\0\0@....".getBytes(StandardCharsets.ISO_8859_1));
        trees.bytes("etc/ssl/x.p12", 0600, Trees.TIME, new byte[] {0x30, 0, 1});
        secretText("root/kube", "users:\n- name: x\n  user:\n    client-key-data: TFMwdExTMXRMUzFM\n");
        assertFound(
                "warning: root/a.ppk:1: private key: PuTTY",
                "note: root/b.ppk:1: private key, encrypted: PuTTY",
                "warning: root/age.txt:2: private key: age",
                "warning: srv/account.json:2: private key: PEM",
                "warning: etc/dropbear/dropbear_ed25519_host_key: SSH host key: dropbear",
                "note: etc/ssl/x.p12: private key, encrypted: container of keys",
                "warning: root/kube:4: private key: Kubernetes");
    }

    @Test
    void hashesAreToldApartByTheirSchemes() throws IOException {
        String sha = RealTool.named("openssl")
                .run("passwd", "-6", "-salt", "abcdefgh", "x")
                .succeeded()
                .out()
                .strip();
        String md5 = RealTool.named("openssl")
                .run("passwd", "-1", "-salt", "abcdefgh", "x")
                .succeeded()
                .out()
                .strip();
        trees.file(
                "etc/shadow",
                0640,
                Trees.TIME,
                String.join(
                        "\n",
                        "root:" + sha + ":19000:0:99999:7:::",
                        "old:" + md5 + ":19000:0:99999:7:::",
                        "older:ab1234567890.:1::::::",
                        "new:$y$j9T$abc$def:1::::::",
                        "open::1::::::",
                        "locked:!:1::::::",
                        "never:*:1::::::",
                        "kept:!" + sha + ":1::::::",
                        "daemon:x:1::::::"));
        trees.file("etc/passwd", "root:x:0:0:root:/root:/bin/ash\nbad:" + md5 + ":1:1::/:/bin/ash\n");
        assertFound(
                "note: etc/shadow:1: password hash: account root, SHA-512",
                "warning: etc/shadow:2: weak password hash: account old, MD5",
                "warning: etc/shadow:3: weak password hash: account older, DES",
                "note: etc/shadow:4: password hash: account new, yescrypt",
                "error: etc/shadow:5: empty password: account open",
                "note: etc/shadow:8: password hash: account kept, SHA-512, locked",
                "error: etc/passwd:2: weak password hash: account bad, MD5, readable for everybody");
    }

    @Test
    void settingsOfKnownPrograms() throws IOException {
        String key = "A".repeat(42) + "c=";
        secretText("etc/lbu/lbu.conf", "# PASSWORD=no\nPASSWORD=\"\"\nPASSWORD=hunter2\n");
        secretText(
                "etc/wpa_supplicant/wpa_supplicant.conf",
                "network={\n ssid=\"home\"\n psk=\"let me in\"\n key_mgmt=NONE\n}\n");
        secretText("var/lib/iwd/home.psk", "[Security]\nPassphrase=let me in\n");
        secretText(
                "etc/wireguard/wg0.conf", "[Interface]\nPrivateKey = " + key + "\n[Peer]\nPublicKey = " + key + "\n");
        secretText("root/.netrc", "machine x login y password z\n");
        secretText("root/.pgpass", "host:5432:db:user:pw\n");
        secretText("root/.git-credentials", "https://user:pw@example.org\n");
        secretText("etc/apk/repositories", "https://example.org/alpine\nhttps://user:pw@example.org/private\n");
        secretText("etc/ppp/chap-secrets", "# client server secret\nuser * pw\n");
        assertFound(
                "warning: etc/lbu/lbu.conf:3: password: of the encrypted overlay itself",
                "warning: etc/wpa_supplicant/wpa_supplicant.conf:3: wireless network key: wpa_supplicant",
                "warning: var/lib/iwd/home.psk:2: wireless network key: iwd",
                "warning: etc/wireguard/wg0.conf:2: VPN key: WireGuard",
                "warning: root/.netrc:1: password: stored login",
                "warning: root/.pgpass:1: password: PostgreSQL login",
                "warning: root/.git-credentials:1: password: in an address",
                "warning: etc/apk/repositories:2: password: in an address",
                "warning: etc/ppp/chap-secrets:2: password: PPP secret");
    }

    @Test
    void tokensOfServices() throws IOException {
        secretText(
                "etc/tokens",
                String.join(
                        "\n",
                        "aws AKIA" + "ABCDEFGHIJKLMNOP",
                        "gh ghp_" + "a".repeat(36),
                        "gl glpat-" + "a1B2c3D4e5F6g7H8i9J0",
                        "slack xoxb-" + "1234567890-abc",
                        "google AIza" + "B".repeat(35),
                        "jwt eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0In0.dozjgNryP4J3",
                        "aws_secret_access_key = " + "abcdEFGH".repeat(5),
                        "api_token = 8f3kd02ksla92mxk3lq0",
                        "db_password = swordfish",
                        "password_file = /etc/secret",
                        "password = ${FROM_ENVIRONMENT}",
                        "passwd: files",
                        "PasswordAuthentication yes",
                        "# password = swordfish"));
        assertFound(
                "warning: etc/tokens:1: token: AWS access key",
                "warning: etc/tokens:2: token: GitHub",
                "warning: etc/tokens:3: token: GitLab",
                "warning: etc/tokens:4: token: Slack",
                "warning: etc/tokens:5: token: Google",
                "warning: etc/tokens:6: token: JSON Web Token",
                "warning: etc/tokens:7: token: AWS secret key",
                "warning: etc/tokens:8: token: a setting named so",
                "note: etc/tokens:9: password: a setting named so");
    }

    @Test
    void namedFilesMayHaveSecrets() throws IOException {
        secretText("etc/a/x", "password = swordfish\n");
        secretText("etc/a/b/x", "password = swordfish\n");
        secretText("etc/a/y", "password = swordfish\n");
        SecretReport report = SecretScan.of(trees.source()).allowing("/etc/*/x").scan();
        assertEquals(List.of("etc/a/b/x", "etc/a/y"), paths(report));
        assertEquals(1, report.allowed());
        assertTrue(SecretScan.of(trees.source()).allowing("etc/a/**").scan().isClean());
        assertThrows(
                InvalidRequestException.class,
                () -> SecretScan.of(trees.source()).allowing("*".repeat(17)));
    }

    @Test
    void aReportNeverTellsTheSecret() throws IOException {
        secretText("etc/x", "password = swordfish\nhttps://user:swordfish@example.org/\n");
        trees.file("etc/shadow", 0640, Trees.TIME, "root\u001b[2J:swordfish:1::::::\n");
        String text = SecretScan.of(trees.source()).scan().toString();
        assertEquals(3, text.lines().count(), text);
        assertFalse(text.contains("swordfish") || text.contains("\u001b"), text);
    }

    @Test
    void longLinesAndLargeFilesCostLittle() throws IOException {
        String token = "ghp_" + "a".repeat(36);
        for (int at : List.of(4000, 4090, 4096, 8000, 100_000)) {
            secretText("etc/long" + at, "x".repeat(at) + " " + token + " " + "y".repeat(5000) + "\n");
        }
        // More than 16 MiB of text, and binaries, without holding them.
        long large = FileScanner.MAX_TEXT * 2;
        List<OverlayEntry> entries = List.of(
                OverlayEntry.file("etc/text", 0600, Trees.TIME, large),
                OverlayEntry.file("etc/binary", 0600, Trees.TIME, large));
        EntrySource source =
                EntrySource.entries(entries, entry -> new Endless(entry.name().endsWith("text") ? 'x' : 0, large));
        SecretReport report = SecretScan.of(source).scan();
        assertTrue(report.isClean());
        assertEquals(List.of("etc/text"), report.incomplete());
        assertEquals(5, SecretScan.of(trees.source()).scan().findings().size());
    }

    @Test
    void findingsAreBounded() throws IOException {
        secretText("etc/many", "password = swordfish\n".repeat(1000));
        SecretReport report = SecretScan.of(trees.source()).scan();
        assertEquals(SecretScan.MAX_FINDINGS_PER_FILE, report.findings().size());
        assertEquals(List.of("etc/many"), report.incomplete());
    }

    @Test
    void nothingThatBytesSayMakesItFail() throws IOException {
        Random random = new Random(5);
        String[] parts = {
            DASHES + "BEGIN OPENSSH " + PRIVATE + DASHES,
            "\n",
            "\\n",
            "AAAA",
            "PuTTY-User-Key-File-2",
            ":",
            "password=",
            "https://",
            "@",
            "eyJ",
            ".",
            "\0",
            "\r",
            "Encryption:",
            "ghp_",
            "=",
            " "
        };
        String[] names = {
            "etc/shadow", "etc/passwd", "root/.pgpass", "etc/ppp/chap-secrets", "etc/wireguard/x", "x/y.psk"
        };
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j >= 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            trees.file(names[random.nextInt(names.length)], text.toString());
        }
        assertFalse(SecretScan.of(trees.source()).scan().isClean());
    }

    @Test
    void aRealRootRaisesNoFalseAlarm() throws IOException {
        EntrySource root = EntrySource.overlay(Samples.miniRoot(), new ApkovlFormat());
        SecretReport report = SecretScan.of(root).scan();
        // Its root account is open or locked, as the release has it; a documented example is worth a note.
        assertEquals(
                List.of(),
                report.findings().stream()
                        .filter(finding -> finding.severity() != Severity.NOTE)
                        .filter(finding -> !finding.path().equals("etc/shadow"))
                        .map(SecretFinding::toString)
                        .toList());
    }

    private void secret(String name, String file) throws IOException {
        trees.bytes(name, 0600, Trees.TIME, Files.readAllBytes(directory.resolve(file)));
    }

    private void secretText(String name, String text) {
        trees.file(name, 0600, Trees.TIME, text);
    }

    private void assertFound(String... lines) throws IOException {
        SecretReport report = SecretScan.of(trees.source()).scan();
        assertEquals(
                String.join("\n", lines),
                String.join(
                        "\n",
                        report.findings().stream().map(SecretFinding::toString).toList()));
    }

    private static List<String> paths(SecretReport report) {
        return report.findings().stream().map(SecretFinding::path).toList();
    }

    /** Very many of one byte. */
    private static final class Endless extends InputStream {

        private final int value;
        private long left;

        Endless(int value, long left) {
            this.value = value;
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? value : -1;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            int count = (int) Math.min(left, len);
            Arrays.fill(b, off, off + count, (byte) value);
            left -= count;
            return count == 0 && len > 0 ? -1 : count;
        }
    }
}
