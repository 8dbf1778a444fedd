package dev.diskless.examples.miniature;

import dev.diskless.apk.IndexWriter;
import dev.diskless.apk.PackageWriter;
import dev.diskless.apk.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The packages of a miniature medium and their signed index. */
final class MiniatureRepository {

    private static final String ORIGIN = "miniature";

    private MiniatureRepository() {}

    static void write(Path directory, DemonstrationKey key) throws IOException {
        SigningKey signing = new SigningKey(key.fileName(), key.privateKey());
        IndexWriter index = new IndexWriter("v3.20.0 miniature, untrusted", MiniatureMedium.TIME);
        for (PackageWriter one : List.of(base(), layout(), keys(key), hello(), greeting())) {
            index.add(one.write(directory, signing), MiniatureMedium.ARCHITECTURE);
        }
        index.write(directory, signing);
    }

    private static PackageWriter base() {
        return start("alpine-base", "3.20.0-r0", "What every miniature machine has")
                .depends("alpine-baselayout", "alpine-keys")
                .file("usr/share/doc/miniature/README", text("This is a demonstration, not Alpine Linux.\n"), 0644);
    }

    private static PackageWriter layout() {
        PackageWriter layout = start("alpine-baselayout", "3.6.5-r0", "Directories and a few settings")
                .directory("root", 0700)
                .directory("tmp", 01777)
                .directory("var/tmp", 01777)
                .file("etc/shells", text("/bin/sh\n"), 0644)
                .link("var/run", "../run");
        for (String directory : List.of("dev", "etc", "home", "media", "mnt", "proc", "run", "srv", "sys", "usr/bin")) {
            layout.directory(directory, 0755);
        }
        return layout;
    }

    private static PackageWriter keys(DemonstrationKey key) {
        String name = key.fileName();
        return start("alpine-keys", "2.4-r1", "The key of this repository, which everybody can make")
                .file("etc/apk/keys/" + name, key.publicKeyFile(), 0644)
                .file("usr/share/apk/keys/" + name, key.publicKeyFile(), 0644)
                .link("usr/share/apk/keys/" + MiniatureMedium.ARCHITECTURE + "/" + name, "../" + name);
    }

    private static PackageWriter hello() {
        return start("hello", "1.0-r0", "A program that greets")
                .depends("greeting")
                .file("usr/bin/hello", text("#!/bin/sh\nexec cat /usr/share/greeting/text\n"), 0755);
    }

    private static PackageWriter greeting() {
        return start("greeting-plain", "1.0-r0", "What the program says")
                .provides("greeting=1.0")
                .file("usr/share/greeting/text", text("hello\n"), 0644);
    }

    private static PackageWriter start(String name, String version, String description) {
        return new PackageWriter(name, version)
                .architecture(MiniatureMedium.ARCHITECTURE)
                .describe(description + " (demonstration, untrusted)", "https://miniature.invalid/", "Apache-2.0")
                .origin(ORIGIN)
                .buildTime(MiniatureMedium.TIME);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
