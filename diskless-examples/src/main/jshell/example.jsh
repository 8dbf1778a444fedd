// Builds an image, opens it and says what is on it. From the top folder of the project:
//   jshell --class-path "$(./diskless-examples/run --class-path)" \
//       --startup DEFAULT --startup diskless-examples/src/main/jshell/diskless.jsh \
//       diskless-examples/src/main/jshell/example.jsh
// The command /env --class-path would do too, but it forgets everything that was typed before.

Path folder = Files.createTempDirectory("diskless-example-");
var medium = MiniatureMedium.create(folder.resolve("medium"));
var image = Diskless.image(folder.resolve("stick.img"));
var report = image.boot(medium.root()).size(64 << 20).hostname("edge-1").packages("hello").overlay(o -> o.text("etc/motd", "hello\n")).build();
System.out.println(report);

var stick = Diskless.open(folder.resolve("stick.img"));
boolean found = stick.overlays().get(0).fileName().equals("edge-1.apkovl.tar.gz");
stick.close();

Files.delete(folder.resolve("stick.img"));
medium.close();
Files.delete(folder);

// A line that fails does not stop a script: without a status of its own, a shell ends with 0 whatever happened.
/exit found ? 0 : 1
