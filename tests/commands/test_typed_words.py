"""What Chinese hints print is understood as it stands: fields, codes and people by the names that are seen for them."""

from __future__ import annotations

import pytest
from running import Svc

from svc import asking
from svc.i18n import set_language
from svc.schema.fields import BY_PATH
from svc.schema.naming import field_named, typed


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("分析.故障代码", "analysis.fault_code"),
        ("分析.fault_code", "analysis.fault_code"),
        ("analysis.故障代码", "analysis.fault_code"),
        ("Analysis.Fault code", "analysis.fault_code"),
        ("处理.处理方式", "resolution.remedy"),
        ("总结.效果验证.到期日", "summary.effectiveness.due"),
        ("分析.没有这个", "分析.没有这个"),
        ("处理.故障代码", "处理.故障代码"),
    ],
)
def test_a_field_is_named_as_the_page_has_it(word: str, field: str) -> None:
    assert field_named(word) == field


def test_every_name_that_is_printed_for_a_field_means_it(environment: pytest.MonkeyPatch) -> None:
    set_language("zh")
    printed = {path: typed(path) for path in BY_PATH}
    assert [path for path, name in printed.items() if field_named(name) != path] == []
    assert printed["analysis.fault_code"] == "故障代码"
    assert asking.option("resolution.tests") == "--set '检测项目+={what: ..., result: ...}'"
    set_language("en")
    assert typed("analysis.fault_code") == "analysis.fault_code"


def test_chinese_hints_are_typed_as_they_stand(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    svc("new", "投诉", "门把手松了")
    refused = svc("move", "@", "分析", status=1).err
    assert "  渠道  --set 渠道=...  （电话、邮件、" in refused
    assert "从“受理”可以到：分析" in svc("move", "@", "处理", status=1).err
    assert "是不是 投诉？" in svc("new", "投拆", "x", status=2).err
    assert "可能是 问题描述、问题是、问题不是" in svc("edit", "@", "--set", "问题=x", status=2).err
    assert "写法如：svc contact @ 来讯 --via 电话 -m '又有焦糊味。'；参见" in svc("contact", status=2).err
    svc("edit", "@", "--set", "分析.故障代码=插头")
    assert svc("list", "分析.故障代码:插头", "--fields", "id").out


def test_a_code_from_no_list_is_told_where_nobody_has_used_it(svc: Svc) -> None:
    for name, word in (("One", "drum"), ("Two", "drum"), ("Three", "pump")):
        told = svc("new", "repair", name, "--set", f"analysis.fault_code={word}").err
    assert "pump is new as fault code; in use are drum" in told
    assert "is new as" not in svc("edit", "@", "--set", "analysis.fault_code=drum").err
    assert "any word; in use: drum" in svc("fields", "fault", "--format", "md").out


def test_who_is_at_work_is_known_by_name_and_told_of_once_where_nobody(svc: Svc) -> None:
    (svc.desk / "people").mkdir()
    svc.write("id: lin.xiaoyan\nname: 林晓燕\n", "people/lin.xiaoyan.yaml")
    svc.write("id: sun.zhiqiang\nname: 孙志强\n", "people/sun.zhiqiang.yaml")
    svc.git("config", "svc.me", "nobody")
    nobody = "nobody is nobody here, neither in people/ nor under roles:; git config svc.me KEY says who you are\n"
    assert nobody in svc("new", "repair", "Pump leaks").err
    assert nobody not in svc("note", "@", "-m", "x").err
    assert nobody in svc("next").err
    doctor = svc("doctor").err
    assert "identity: git config svc.me KEY; the keys are lin.xiaoyan, sun.zhiqiang\n" in doctor
    svc.git("config", "svc.me", "林晓燕")
    assert "lin.xiaoyan" in svc("doctor").out
    svc("note", "@", "-m", "x")
    assert "by: lin.xiaoyan" in svc.text()
    assert "did you mean sun.zhiqiang?" in svc("assign", "@", "小孙", status=1).err
    assert "svc undo C-2611-" in svc("assign", "@", "李四").err
