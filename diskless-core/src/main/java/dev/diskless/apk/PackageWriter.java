package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a signed package that apk installs: a signature, a control and a data member, each gzip-compressed.
 *
 * <p>The same calls give the same bytes on the same JDK. Everything belongs to root; directories above a path are made
 * with mode 0755 where they are not added. For one thread.
 */
public final class PackageWriter {

    private static final Set<String> SCRIPTS = Set.of(
            "pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-deinstall", "post-deinstall", "trigger");
    private static final int BLOCK = 4096;

    private interface Content {
        InputStream open() throws IOException;
    }

    private record Entry(
            byte type, int mode, long size, @Nullable Content content, String target) {}

    private final String name;
    private final String version;
    private final Map<String, Entry> entries = new TreeMap<>(Bytewise.ORDER);
    private final Map<String, String> scripts = new TreeMap<>();
    private final List<String> depends = new ArrayList<>();
    private final List<String> provides = new ArrayList<>();
    private final List<String> installIf = new ArrayList<>();
    private String architecture = "noarch";
    private String description = "";
    private String url = "";
    private String license = "";
    private String origin;
    private long providerPriority;
    private Instant buildTime = Instant.EPOCH;

    /**
     * A package without files.
     *
     * @param name letters, digits and {@code . _ + -}
     * @param version for example {@code 1.0-r0}
     * @throws IllegalArgumentException if name or version is malformed
     */
    public PackageWriter(String name, String version) {
        if (!IndexRecord.isName(name) || !VersionOrder.INSTANCE.isValid(version)) {
            throw new IllegalArgumentException("this is no name and version of a package: " + name + " " + version);
        }
        this.name = name;
        this.version = version;
        this.origin = name;
    }

    /**
     * Sets the architecture.
     *
     * @param value for example {@code x86_64}; {@code noarch} unless set
     * @return this
     */
    public PackageWriter architecture(String value) {
        architecture = line(value);
        return this;
    }

    /**
     * Sets the text that people see.
     *
     * @param text one line
     * @param address of the project
     * @param terms of its licence
     * @return this
     */
    public PackageWriter describe(String text, String address, String terms) {
        description = line(text);
        url = line(address);
        license = line(terms);
        return this;
    }

    /**
     * Sets the package that this one was built with.
     *
     * @param value its name; this package itself unless set
     * @return this
     */
    public PackageWriter origin(String value) {
        origin = line(value);
        return this;
    }

    /**
     * Sets the time of building, which is also that of all files.
     *
     * @param time of which whole seconds count; 1970 unless set
     * @return this
     */
    public PackageWriter buildTime(Instant time) {
        buildTime = time;
        return this;
    }

    /**
     * Adds what the package needs.
     *
     * @param conditions for example {@code musl>=1.2}, {@code !vlan}
     * @return this
     * @throws IllegalArgumentException if one is malformed
     */
    public PackageWriter depends(String... conditions) {
        return add(depends, conditions);
    }

    /**
     * Adds what the package provides beside its name.
     *
     * @param names for example {@code cmd:sh}, {@code so:libc.musl-x86_64.so.1=1}
     * @return this
     * @throws IllegalArgumentException if one is malformed
     */
    public PackageWriter provides(String... names) {
        return add(provides, names);
    }

    /**
     * Adds conditions under which apk installs the package unasked, when all of them hold.
     *
     * @param conditions for example {@code openrc}, {@code chrony=4.0-r1}
     * @return this
     * @throws IllegalArgumentException if one is malformed
     */
    public PackageWriter installIf(String... conditions) {
        return add(installIf, conditions);
    }

    /**
     * Sets the rank among packages that provide the same.
     *
     * @param value at least 0; 0 unless set
     * @return this
     */
    public PackageWriter providerPriority(int value) {
        providerPriority = Math.max(0, value);
        return this;
    }

    /**
     * Adds a script.
     *
     * @param when {@code pre-install}, {@code post-install}, {@code pre-upgrade}, {@code post-upgrade},
     *     {@code pre-deinstall} or {@code post-deinstall}
     * @param text the script, with its interpreter in the first line
     * @return this
     * @throws IllegalArgumentException if there is no such script
     */
    public PackageWriter script(String when, String text) {
        if (!SCRIPTS.contains(when) || when.equals("trigger")) {
            throw new IllegalArgumentException("no script runs at " + when);
        }
        scripts.put("." + when, text);
        return this;
    }

    /**
     * Adds a directory.
     *
     * @param path without slashes at its ends, for example {@code etc/init.d}
     * @param mode permission bits
     * @return this
     * @throws IllegalArgumentException if the path is absolute, has {@code .} or {@code ..} in it, or begins with a dot
     */
    public PackageWriter directory(String path, int mode) {
        return put(path, new Entry(TarArchiveEntry.LF_DIR, mode, 0, null, ""));
    }

    /**
     * Adds a file.
     *
     * @param path without a slash at its start
     * @param content its bytes
     * @param mode permission bits
     * @return this
     * @throws IllegalArgumentException as for {@link #directory}
     */
    public PackageWriter file(String path, byte[] content, int mode) {
        byte[] copy = content.clone();
        return put(
                path,
                new Entry(TarArchiveEntry.LF_NORMAL, mode, copy.length, () -> new ByteArrayInputStream(copy), ""));
    }

    /**
     * Adds a file whose bytes are read when the package is written.
     *
     * @param path without a slash at its start
     * @param source must stay as it is until then
     * @param mode permission bits
     * @return this
     * @throws IOException if the source cannot be read
     * @throws IllegalArgumentException as for {@link #directory}
     */
    public PackageWriter file(String path, Path source, int mode) throws IOException {
        return put(
                path,
                new Entry(TarArchiveEntry.LF_NORMAL, mode, Files.size(source), () -> Files.newInputStream(source), ""));
    }

    /**
     * Adds a symbolic link.
     *
     * @param path without a slash at its start
     * @param target as it is to be stored
     * @return this
     * @throws IllegalArgumentException as for {@link #directory}
     */
    public PackageWriter link(String path, String target) {
        return put(path, new Entry(TarArchiveEntry.LF_SYMLINK, 0777, 0, null, target));
    }

    /**
     * Writes the package.
     *
     * @param directory where
     * @param key signs the package
     * @return the file, {@code <name>-<version>.apk}
     * @throws FileAlreadyExistsException if there is such a file
     * @throws CorruptInputException if a source changed meanwhile
     * @throws IOException if reading or writing fails; the file is deleted then
     */
    public Path write(Path directory, SigningKey key) throws IOException {
        addParents();
        MessageDigest data = Digests.sha256();
        writeData(new DigestOutputStream(OutputStream.nullOutputStream(), data));
        byte[] hash = data.digest();
        byte[] control = SignedMembers.member(tar -> writeControl(tar, hash), false);
        Path file = directory.resolve(name + "-" + version + ".apk");
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (DigestOutputStream target = new DigestOutputStream(out, data)) {
                target.on(false);
                target.write(SignedMembers.signature(key, control, buildTime));
                target.write(control);
                target.on(true);
                writeData(target);
            }
            if (!MessageDigest.isEqual(hash, data.digest())) {
                throw new CorruptInputException(
                        CorruptInputException.detail("a source of the package changed while it was written")
                                .at(file));
            }
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return file;
    }

    private void writeControl(TarArchiveOutputStream tar, byte[] dataHash) throws IOException {
        StringBuilder text = new StringBuilder();
        field(text, "pkgname", name);
        field(text, "pkgver", version);
        field(text, "pkgdesc", description);
        field(text, "url", url);
        field(text, "builddate", Long.toString(buildTime.getEpochSecond()));
        field(text, "size", Long.toString(installedSize()));
        field(text, "arch", architecture);
        field(text, "origin", origin);
        field(text, "license", license);
        if (providerPriority > 0) {
            field(text, "provider_priority", Long.toString(providerPriority));
        }
        depends.forEach(value -> field(text, "depend", value));
        provides.forEach(value -> field(text, "provides", value));
        if (!installIf.isEmpty()) {
            field(text, "install_if", String.join(" ", installIf));
        }
        field(text, "datahash", HexFormat.of().formatHex(dataHash));
        SignedMembers.file(tar, ControlInfo.FILE, text.toString().getBytes(StandardCharsets.UTF_8), 0644, buildTime);
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            byte[] content = script.getValue().getBytes(StandardCharsets.UTF_8);
            SignedMembers.file(tar, script.getKey(), content, 0755, buildTime);
        }
    }

    private void writeData(OutputStream target) throws IOException {
        SignedMembers.member(
                target,
                tar -> {
                    for (Map.Entry<String, Entry> item : entries.entrySet()) {
                        writeEntry(tar, item.getKey(), item.getValue());
                    }
                },
                true);
    }

    private void writeEntry(TarArchiveOutputStream tar, String path, Entry item) throws IOException {
        boolean directory = item.type == TarArchiveEntry.LF_DIR;
        TarArchiveEntry entry = SignedMembers.entry(directory ? path + "/" : path, item.type, item.mode, buildTime);
        entry.setLinkName(item.target);
        entry.setSize(item.size);
        if (!directory) {
            entry.addPaxHeader("APK-TOOLS.checksum.SHA1", checksum(item));
        }
        tar.putArchiveEntry(entry);
        if (item.content != null) {
            try (InputStream in = item.content.open()) {
                in.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private static String checksum(Entry item) throws IOException {
        MessageDigest digest = Digests.sha1();
        if (item.content == null) {
            digest.update(item.target.getBytes(StandardCharsets.UTF_8));
        } else {
            try (InputStream in = item.content.open()) {
                in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    // What du tells: whole blocks. Never 0 if there is anything, because apk fetches no package of size 0.
    private long installedSize() {
        long size = 0;
        for (Entry entry : entries.values()) {
            size += entry.type == TarArchiveEntry.LF_NORMAL ? (entry.size + BLOCK - 1) / BLOCK * BLOCK : BLOCK;
        }
        return size;
    }

    private void addParents() {
        for (String path : List.copyOf(entries.keySet())) {
            for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
                entries.putIfAbsent(path.substring(0, at), new Entry(TarArchiveEntry.LF_DIR, 0755, 0, null, ""));
            }
        }
    }

    private PackageWriter put(String path, Entry entry) {
        boolean plain = !path.startsWith(".") && path.indexOf('\0') < 0;
        for (String part : path.split("/", -1)) {
            plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        if (!plain) {
            throw new IllegalArgumentException("this is no path of a file in a package: " + path);
        }
        entries.put(path, entry);
        return this;
    }

    private PackageWriter add(List<String> list, String... conditions) {
        for (String condition : conditions) {
            if (Dependency.parse(condition).isEmpty()) {
                throw new IllegalArgumentException("this is no name of a package or condition on one: " + condition);
            }
            list.add(condition);
        }
        return this;
    }

    private static String line(String text) {
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("this must be one line");
        }
        return text;
    }

    private static void field(StringBuilder text, String key, String value) {
        text.append(key).append(" = ").append(value).append('\n');
    }
}
