import contextlib
import io
import json
import stat
import struct
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.h5p.content_types import build_package
from courses.h5p.manifests import LibraryName
from courses.h5p.package import InvalidPackage, Limits, read_package
from courses.h5p.paths import check_name, is_inside
from tests.packages import (
    dependency,
    h5p_json,
    h5p_package,
    library_files,
    package_files,
    with_raw_name,
    zipped,
    zipped_entries,
)


def refusal(package, **how) -> str:
    with pytest.raises(InvalidPackage) as refused:
        read_package(package, **how)
    return str(refused.value)


def changed(**files) -> io.BytesIO:
    """A good package with these files replaced, added, or (None) taken out."""
    merged = {**package_files(), **{name.replace("__", "/"): body for name, body in files.items()}}
    return zipped({name: body for name, body in merged.items() if body is not None})


def with_file(name: str, body: bytes = b"x") -> io.BytesIO:
    return zipped({**package_files(), name: body})


# --- what a good package offers


def test_a_package_offers_its_main_library_parameters_and_files():
    needed = library_files("Test.Font", runnable=0)
    package = read_package(
        h5p_package(
            library_files(needs=[("Test.Font", (1, 0))]),
            needed,
            params={"question": "?"},
            content={"images/cell.png": b"png", "cell.mp4": b"mp4"},
        )
    )

    assert package.main_library == LibraryName("Test.Choice", 1, 0)
    assert package.params == {"question": "?"}
    assert [str(library.name) for library in package.libraries] == ["Test.Choice 1.0", "Test.Font 1.0"]
    assert sorted(path for _entry, path in package.content()) == ["cell.mp4", "images/cell.png"]
    with package.open("content/images/cell.png") as file:
        assert file.read() == b"png"
    choice = package.libraries[0]
    assert choice.manifest.js == ("library.js",)
    assert ("Test.Choice-1.0/language/fi.json", "language/fi.json") in list(package.files_of(choice))


def test_versions_written_as_texts_are_read():
    manifest = h5p_json(preloadedDependencies=[dependency("Test.Choice", version=("1", "0"))])

    assert read_package(h5p_package(manifest=manifest)).main_library == LibraryName("Test.Choice", 1, 0)


def test_a_library_folder_may_leave_out_the_version():
    package = read_package(h5p_package(library_files(folder="Test.Choice")))

    assert package.libraries[0].folder == "Test.Choice"


@pytest.mark.parametrize(
    "name", ["__MACOSX/._x", ".DS_Store", "content/.hidden", "Test.Choice-1.0/.git/config", "_index"]
)
def test_hidden_files_are_passed_over(name):
    package = read_package(with_file(name))

    assert not any("x" in path for path in package.content_files)
    assert all(name.partition("/")[2] not in library.files for library in package.libraries)


def test_a_byte_order_mark_is_read_over():
    body = b"\xef\xbb\xbf" + json.dumps(h5p_json()).encode()

    assert read_package(zipped({**package_files(), "h5p.json": body})).manifest.title == "A cell"


def test_our_own_content_type_passes_the_rules_of_real_hosts():
    built = build_package({"question": "?", "answers": []}, title="Q", language="fi")

    assert read_package(io.BytesIO(built)).main_library == LibraryName("Kenno.MultiChoice", 1, 0)


# --- the archive


def test_a_file_that_is_no_zip_is_refused():
    assert "not a zip archive" in refusal(io.BytesIO(b"%PDF-1.7 not a package"))


def test_a_truncated_zip_is_refused():
    whole = h5p_package().getvalue()

    assert "not a zip archive" in refusal(io.BytesIO(whole[: len(whole) // 2]))


def test_a_file_over_the_limit_is_refused_unopened():
    found = refusal(h5p_package(), limits=Limits(archive_size=100))

    assert found.endswith("bytes long, expected at most 100.")


def test_a_long_list_of_entries_is_refused_before_it_is_read_into_memory():
    package = h5p_package(content={f"{number:04}.png": b"" for number in range(300)})

    assert "lists its entries in more than 8000 bytes" in refusal(package, limits=Limits(directory_size=8000))


def test_too_many_entries_are_refused():
    package = h5p_package(content={f"{number}.png": b"" for number in range(50)})

    assert refusal(package, limits=Limits(entries=20)) == "The package holds 57 entries, expected at most 20."


def test_too_large_an_entry_is_refused():
    package = with_file("content/film.mp4", b"\0" * 2000)

    found = refusal(package, limits=Limits(entry_size=1000))
    assert found == "content/film.mp4: unpacks to 2000 bytes, expected at most 1000."


def test_too_large_a_sum_is_refused_at_the_entry_that_exceeds_it():
    package = h5p_package(content={f"{number}.mp4": b"\0" * 1000 for number in range(5)})

    assert "unpacks to more than 3000 bytes by here" in refusal(package, limits=Limits(total_size=3000))


def test_a_zip_bomb_is_refused_by_its_ratio():
    package = with_file("content/bomb.bmp", b"\0" * 3_000_000)

    found = refusal(package)
    assert found.startswith("content/bomb.bmp: unpacks from ")
    assert found.endswith("at most 200 times as much.")


def test_a_small_file_may_compress_as_well_as_it_likes():
    read_package(with_file("content/silence.wav", b"\0" * 900_000))


def test_entries_that_share_their_bytes_are_refused():
    raw = bytearray(h5p_package().getvalue())
    position = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<L", raw, position + 20, len(raw) * 2)

    assert "they overlap, expected each apart" in refusal(io.BytesIO(bytes(raw)))


def test_an_encrypted_entry_is_refused():
    raw = bytearray(h5p_package().getvalue())
    position = raw.index(b"PK\x01\x02")
    struct.pack_into("<H", raw, position + 8, 1)

    found = refusal(io.BytesIO(bytes(raw)))
    assert found == "h5p.json: the entry is encrypted, expected a package that opens without a password."


def test_an_unusual_compression_is_refused():
    assert "compressed by method 14" in refusal(zipped(package_files(), method=zipfile.ZIP_LZMA))


@pytest.mark.parametrize(("kind", "words"), [(stat.S_IFLNK, "a symbolic link"), (stat.S_IFIFO, "a special file")])
def test_links_and_special_files_are_refused(kind, words):
    info = zipfile.ZipInfo("content/link.png")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    entries = [(zipfile.ZipInfo(name), body) for name, body in package_files().items()]

    found = refusal(zipped_entries([*entries, (info, b"/etc/passwd")]))
    assert found == f"content/link.png: the entry is {words}, expected a file or a folder."


def test_bytes_that_do_not_unpack_are_found_when_they_are_read():
    package = zipped({**package_files(), "content/a.txt": b"AAAABBBB"}, method=zipfile.ZIP_STORED)
    broken = io.BytesIO(package.getvalue().replace(b"AAAABBBB", b"AAAACCCC"))

    read = read_package(broken)
    with (
        pytest.raises(InvalidPackage, match=r"content/a\.txt: the entry cannot be unpacked"),
        read.open("content/a.txt") as file,
    ):
        file.read()


# --- names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("content/../../x.png", "leaves its folder with '..'"),
        ("../x.png", "leaves its folder with '..'"),
        ("/etc/x.png", "is absolute"),
        ("content\\x.png", "holds a backslash"),
        ("C:/x.png", "starts with a drive"),
        ("content/x.png:stream.png", "holds a colon"),
        ("content//x.png", "has an empty or '.' part"),
        ("content/./x.png", "has an empty or '.' part"),
        ("content/a\nb.png", "holds a control character"),
        ("content/" + "a" * 250 + ".png", "bytes long"),
        ("content/" + "ab/" * 300 + "x.png", "bytes long"),
    ],
)
def test_names_that_could_leave_the_folder_are_refused(name, words):
    assert words in refusal(with_file(name))


def test_a_name_with_a_nul_is_refused_though_zipfile_cuts_it_there():
    assert "holds a NUL character" in refusal(with_raw_name(package_files(), name=b"content/a.png\x00.exe"))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["content/a.png", "content/a.png"], "is in the package twice"),
        (["content/a.png", "content/A.png"], "differs from 'content/a.png' only in case or accents"),
        (["content/é.png", "content/e\u0301.png"], "only in case or accents"),
        (["content/img/a.png", "content/IMG/b.png"], "the folder differs from 'content/img'"),
        (["content/a.png", "content/a.png/b.png"], "is both a file and a folder"),
    ],
)
def test_names_that_are_one_file_somewhere_are_refused(names, words):
    entries = [(zipfile.ZipInfo(name), body) for name, body in package_files().items()]

    assert words in refusal(zipped_entries([*entries, *((zipfile.ZipInfo(name), b"x") for name in names)]))


@given(st.text(max_size=60))
def test_no_name_that_passes_leaves_its_folder(name):
    if is_inside(name):
        check_name(name)
        parts = name.split("/")
        assert ".." not in parts
        assert "" not in parts
        assert not name.startswith("/")
        assert "\\" not in name
        assert "\0" not in name
        assert ":" not in name


# --- required files and their JSON


@pytest.mark.parametrize("path", ["h5p.json", "content/content.json"])
def test_required_files(path):
    found = refusal(changed(**{path: None}))

    assert found == f"{path}: the file is missing, expected it in every package."


@pytest.mark.parametrize("path", ["h5p.json", "content/content.json", "Test.Choice-1.0/library.json"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "is not JSON"),
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text: byte 0 is 0xff"),
        (b"[]", "JSON object"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": 1e999}', "holds the number 1e999"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"a": "\\u0000"}', "holds a NUL character"),
        (b'{"a": "\\ud800"}', "half of a surrogate pair"),
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "nests 5001 levels deep, and at most 100 are allowed"),
        (b"[" * 1_000_000, "levels deep"),
        (b'"' + b'\\"' * 500_000, "is not JSON"),
    ],
)
def test_json_that_cannot_be_taken(path, body, words):
    found = refusal(zipped({**package_files(), path: body}))

    assert found.startswith(f"{path}: ")
    assert words in found


def test_json_has_a_size():
    found = refusal(
        changed(**{"content/content.json": b'{"a": "' + b"x" * 2000 + b'"}'}), limits=Limits(json_size=1000)
    )

    assert found == "content/content.json: is 2009 bytes long, expected JSON of at most 1000."


# --- h5p.json


@pytest.mark.parametrize("key", ["title", "language", "preloadedDependencies", "mainLibrary", "embedTypes"])
def test_h5p_json_has_what_it_must_have(key):
    manifest = {name: value for name, value in h5p_json().items() if name != key}

    found = refusal(h5p_package(manifest=manifest))
    assert found.startswith(f"h5p.json: {key} is ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "title is ''"),
        ({"title": "x" * 256}, "title is 'xxx"),
        ({"title": True}, "title is True"),
        ({"language": "en_GB"}, "language is 'en_GB'"),
        ({"mainLibrary": "9x"}, "mainLibrary is '9x'"),
        ({"mainLibrary": "Test.Other"}, "which is not among its preloadedDependencies (Test.Choice 1.0)"),
        ({"embedTypes": ["popup"]}, "embedTypes is a list of 1, expected a list with div or iframe."),
        ({"license": "MIT"}, "license is 'MIT'"),
        ({"source": "javascript:alert(1)"}, "source is 'javascript:alert(1)'"),
        ({"preloadedDependencies": "Test.Choice"}, "preloadedDependencies holds 'Test.Choice'"),
        ({"preloadedDependencies": [{"machineName": "Test.Choice"}]}, "has an entry without majorVersion"),
        ({"preloadedDependencies": [dependency("Test.Choice", version=(1, "x"))]}, "minorVersion is 'x'"),
        ({"preloadedDependencies": [dependency("../Test")]}, "machineName is '../Test'"),
    ],
)
def test_h5p_json_says_what_it_must_say(changes, words):
    found = refusal(h5p_package(manifest=h5p_json(**changes)))

    assert found.startswith("h5p.json: ")
    assert words in found


@pytest.mark.parametrize(
    "licence", ["CC BY", "CC BY-NC-ND", "CC0 1.0", "GNU GPL", "PD", "ODC PDDL", "CC PDM", "U", "C"]
)
def test_licences(licence):
    assert read_package(h5p_package(manifest=h5p_json(license=licence))).manifest.raw["license"] == licence


# --- extensions


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.swf", "x.js", "x.exe", "x", "x.png.php", "images/x.xhtml"])
def test_content_holds_no_active_files(name):
    found = refusal(h5p_package(content={name: b"x"}))

    assert found.startswith(f"content/{name}: has ")
    assert "expected one of bmp, csv" in found


@pytest.mark.parametrize("name", ["x.JPG", "x.webvtt", "deep/er/x.m4a", "x.glb"])
def test_content_extensions_do_not_mind_the_case(name):
    assert read_package(h5p_package(content={name: b"x"})).content_files == (name,)


@pytest.mark.parametrize("name", ["x.html", "x.php", "LICENSE"])
def test_libraries_hold_only_known_files(name):
    assert f"Test.Choice-1.0/{name}: has " in refusal(with_file(f"Test.Choice-1.0/{name}"))


@pytest.mark.parametrize("name", ["x.js", "x.css", "x.svg", "x.xml", "x.woff2"])
def test_libraries_hold_code(name):
    assert name in read_package(with_file(f"Test.Choice-1.0/{name}")).libraries[0].files


# --- libraries


def test_a_folder_without_a_library_is_refused():
    found = refusal(with_file("Stray-1.0/x.js"))

    assert found == "Stray-1.0: the folder holds no library.json, expected one in every library."


@pytest.mark.parametrize("key", ["title", "majorVersion", "minorVersion", "patchVersion", "machineName", "runnable"])
def test_library_json_has_what_it_must_have(key):
    found = refusal(h5p_package(library_files(**{key: None})))

    assert found.startswith(f"Test.Choice-1.0/library.json: {key} is missing, expected ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"runnable": 2}, "runnable is 2"),
        ({"runnable": True}, "runnable is True"),
        ({"patchVersion": -1}, "patchVersion is -1"),
        ({"majorVersion": 1.5}, "majorVersion is 1.5"),
        ({"machineName": "Test/Choice"}, "machineName is 'Test/Choice'"),
        ({"machineName": "Test.Other"}, "describes Test.Other 1.0, expected in a folder named Test.Other"),
        (
            {"coreApi": {"majorVersion": 1, "minorVersion": 29}},
            "needs core API 1.29, and this site has 1.28.",
        ),
        ({"coreApi": {"majorVersion": 2, "minorVersion": 0}}, "needs core API 2.0, and this site has 1.28."),
        ({"preloadedJs": [{"path": "missing.js"}]}, "lists missing.js, which the folder does not hold."),
        ({"preloadedCss": [{"path": "missing.css"}]}, "lists missing.css, which the folder does not hold."),
        (
            {"preloadedJs": [{"path": "../../etc/x.js"}]},
            "lists '../../etc/x.js', expected the path of a .js file",
        ),
        ({"preloadedJs": [{"path": "library.css"}]}, "lists 'library.css', expected the path of a .js file"),
        ({"preloadedJs": [{"path": "a" * 200 + "!"}]}, "expected the path of a .js file"),
        ({"preloadedJs": [{"source": "library.js"}]}, "has an entry without path"),
    ],
)
def test_library_json_says_what_it_must_say(changes, words):
    found = refusal(h5p_package(library_files(**changes)))

    assert "/library.json: " in found
    assert words in found


@pytest.mark.parametrize("path", ["/library.js", "./library.js", "\\library.js"])
def test_paths_are_read_as_other_hosts_read_them(path):
    package = read_package(h5p_package(library_files(preloadedJs=[{"path": path}])))

    assert package.libraries[0].manifest.js == ("library.js",)


def test_semantics_are_a_list_of_fields():
    for body in (b"{}", b"[1]"):
        found = refusal(changed(**{"Test.Choice-1.0/semantics.json": body}))
        assert found == "Test.Choice-1.0/semantics.json: holds no list of fields, expected a list of objects."


def test_translations_are_json():
    assert "Test.Choice-1.0/language/sv.json: is not JSON" in refusal(
        with_file("Test.Choice-1.0/language/sv.json", b"{")
    )


def test_one_library_in_two_folders_is_refused():
    found = refusal(h5p_package(library_files(), library_files(folder="Test.Choice")))

    assert found == "Test.Choice-1.0: holds Test.Choice 1.0, as Test.Choice does, expected it once."


@pytest.mark.parametrize("kind", ["preloadedDependencies", "dynamicDependencies", "editorDependencies"])
def test_every_dependency_is_in_the_package_or_installed(kind):
    package = h5p_package(library_files(**{kind: [dependency("Test.Font", version=(2, 1))]}))

    assert refusal(package) == (
        "Test.Choice-1.0/library.json: depends on Test.Font 2.1, "
        "which is neither in the package nor installed on this site."
    )
    assert read_package(package, installed=[LibraryName("Test.Font", 2, 1)])


def test_another_minor_version_does_not_meet_a_dependency():
    package = h5p_package(library_files(needs=[("Test.Font", (2, 1))]))

    assert "depends on Test.Font 2.1" in refusal(package, installed=[LibraryName("Test.Font", 2, 2)])


def test_a_main_library_that_nobody_has_is_named():
    found = refusal(h5p_package(library_files("Test.Other"), manifest=h5p_json("Test.Choice")))

    assert found == "h5p.json: needs Test.Choice 1.0, which is neither in the package nor installed on this site."


def test_a_main_library_is_a_content_type():
    found = refusal(h5p_package(library_files(runnable=0)))

    assert found == "h5p.json: mainLibrary Test.Choice 1.0 is not runnable, expected a content type."


# --- without the library permission


def test_without_permission_the_libraries_of_a_package_are_not_even_read():
    files = {**package_files(), "Test.Choice-1.0/library.json": b"{", "Test.Choice-1.0/evil.html": b"x"}
    installed = [LibraryName("Test.Choice", 1, 0)]

    package = read_package(zipped(files), installed=installed, may_install_libraries=False)

    assert package.libraries == ()


def test_without_permission_what_is_missing_is_named():
    found = refusal(h5p_package(), may_install_libraries=False)

    assert found.startswith("h5p.json: needs Test.Choice 1.0, which this site has not installed;")
    assert "you may not install any" in found


# --- whatever the bytes


@settings(max_examples=300, deadline=2000)
@given(st.data())
def test_a_damaged_package_is_read_or_refused_and_nothing_else(data):
    raw = bytearray(h5p_package(content={"a.png": b"x" * 200}).getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, len(raw) - 1))
        raw[position] = data.draw(st.integers(0, 255))
    # A refusal is a good answer; a crash, a hang or a path outside is not.
    with contextlib.suppress(InvalidPackage):
        package = read_package(io.BytesIO(bytes(raw)), limits=replace(Limits(), total_size=10_000_000))
        for entry, path in package.content():
            assert is_inside(path)
            with package.open(entry) as file:
                file.read()
