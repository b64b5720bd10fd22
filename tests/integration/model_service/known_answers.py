"""Resumes, a rubric and a model for which every answer is known in advance."""

from __future__ import annotations

from dataclasses import replace

from bole.v1 import rubric_pb2
from tests.integration.model_service.services import criterion, simulation

MUST, SHOULD, NICE = rubric_pb2.Criterion.MUST, rubric_pb2.Criterion.SHOULD, rubric_pb2.Criterion.NICE

ORACLE = replace(simulation(), oracle_seed=9, off_topic_share=0.15, not_verbatim_share=0.15, wrong_share=0.15)
"""Nearly half of its answers are wrong on purpose; with this seed there are several of each kind."""

# 4 x MUST is 16; 5 x SHOULD is 10, more than 35/65 of that, so that its ceiling counts; 3 x NICE stays below its own.
RUBRIC = rubric_pb2.Rubric(
    title="Backend engineer",
    language_code="en",
    criteria=[
        *(criterion(name, requirement=MUST) for name in ("Kafka", "PostgreSQL", "Redis", "Terraform")),
        *(criterion(name, requirement=SHOULD) for name in ("Grafana", "RabbitMQ", "Nginx", "Ansible")),
        criterion("payments", requirement=SHOULD, kind=rubric_pb2.Criterion.DOMAIN),
        *(criterion(name, requirement=NICE) for name in ("ClickHouse", "GraphQL", "Celery")),
    ],
)

# Names, contacts and schools are masked, so that a quote stands elsewhere in the prompt than in the resume; one quote
# holds a mask itself. No heading of an entry names a term, and no term stands in two lines.
ROWAN = """Rowan Hale
rowan.hale@example.com | +44 20 7946 0123

Education
University of Manchester, BSc Computer Science, 2011 - 2014

Experience
Senior Backend Engineer, Northwind Freight, 03/2019 - 12/2025
- Moved the order events of 40 depots to Kafka with the University of Manchester in 9 weeks
- Tuned PostgreSQL indexes and partitions until the nightly report took 6 min
- Wrote Terraform modules that 7 teams roll out their services with
- Coached three younger colleagues through their first releases
- Led the on-call rota of the depot systems for two years

Backend Engineer, Brightwater Software, 09/2014 - 02/2019
- Built the payments ledger that settled 2 million transfers a month
- Put a Redis cache before the price list, which saved 12 servers
- Drew Grafana boards that the support desk watches all day
- Replaced nightly copies by a queue on RabbitMQ
- Wrote the release notes that customers read every second week
"""

PRIYA = """Priya Raman
priya.raman@example.org | Leeds

Profile
Engineer who keeps trading systems fast and their teams calm.

Education
Imperial College London, MSc Software Engineering, 2015 - 2016

Experience
Platform Engineer, Harbour Exchange, 05/2020 - 01/2026
- Ran PostgreSQL clusters with 9 TB of trades and failed over in 20 s
- Configured Nginx in front of 30 services and halved their tail latency
- Automated the set-up of 200 machines by Ansible
- Stored market ticks in ClickHouse and answered queries over a year in 2 s
- Held the weekly review of incidents with five teams

Software Engineer, Millstone Games, 10/2016 - 04/2020
- Offered a GraphQL gateway to 4 studios
- Scheduled 80 thousand mails a day by Celery workers
- Kept player sessions in Redis for 3 million accounts
- Wrote the handbook that new engineers start with
"""

CHEN = """陈雨桐
电话：13800138000 邮箱：chenyutong@example.com

教育背景
2012.09-2016.06 浙江大学 软件工程 本科

工作经历
2019.03-2025.12 星河科技有限公司 高级后端工程师
- 使用Kafka重构订单消息链路，日均处理消息3000万条
- 设计PostgreSQL分库方案，报表耗时从40分钟降到3分钟
- 使用Redis缓存商品详情，接口平均耗时下降60%
- 搭建Grafana看板，覆盖全部42个核心服务
- 带领5人小组完成两次大促保障

2016.07-2019.02 云帆软件有限公司 后端工程师
- 使用RabbitMQ解耦库存与物流系统，支撑8个仓库
- 使用Nginx完成灰度发布，回滚时间缩短到1分钟
- 编写接口文档并组织每周代码评审
- 参与招聘并辅导3名应届生
"""

ZHOU = """周子昂
邮箱：zhouziang@example.com 电话：13911112222

教育背景
2010.09-2014.06 武汉大学 计算机科学与技术 本科

工作经历
2018.05-2026.01 远山数据有限公司 平台工程师
- 用Terraform统一管理600台云主机，交付时间由3天缩短到2小时
- 用Ansible批量下发配置，覆盖全部机房
- 用ClickHouse搭建日志分析平台，每天写入20亿行
- 用Kafka接入12条业务线的日志
- 负责平台值班制度并主持每月复盘会

2014.07-2018.04 青禾网络有限公司 后端工程师
- 用Celery调度每天50万个异步任务
- 用PostgreSQL保存账单数据并完成3次迁移
- 用GraphQL为移动端提供统一接口
- 整理新人手册并组织技术分享会
"""
RESUMES = {"rowan": ROWAN, "priya": PRIYA, "chen": CHEN, "zhou": ZHOU}
